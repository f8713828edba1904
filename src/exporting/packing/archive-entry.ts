/** A file of an archive. */
export interface ArchiveEntry {
  /** With slashes between folders; made of an id or a number where it stands for something of the user's. */
  readonly name: string;
  /** Read once, when its turn comes. */
  readonly content: AsyncIterable<string | Uint8Array>;
  /** Whether packing it would save something. @default true */
  readonly packs?: boolean;
}
