/** The bytes of documents, as this feature needs them kept. */
export interface DocumentFiles {
  /**
   * Keeps the bytes of a file that has no document yet: without one it is deleted by itself after an hour.
   *
   * @throws {BadUserInputError} when it is longer than `limit`, in bytes
   * @throws {LexError} BUDGET_EXCEEDED when its owner has no room
   */
  store(file: {
    readonly ownerId: string;
    readonly name: string;
    readonly contentType: string;
    readonly content: AsyncIterable<Uint8Array>;
    readonly limit: number;
  }): Promise<{ readonly id: string; readonly bytes: number; readonly sha256: string }>;
  /**
   * All bytes of a file, in a buffer of their own.
   *
   * @throws {NotFoundError} when there is no such file
   */
  read(id: string, options: { readonly limit: number; readonly signal: AbortSignal }): Promise<Uint8Array<ArrayBuffer>>;
  delete(ids: readonly string[]): Promise<void>;
}
