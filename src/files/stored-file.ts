/** What a file is kept for. */
export type FilePurpose = 'AUDIO' | 'DOCUMENT' | 'ATTACHMENT' | 'EXPORT' | 'IMPORT';

/** What is known of a file. Its bytes are there as long as this is. */
export interface StoredFile {
  readonly id: string;
  readonly ownerId: string;
  /** The message that it belongs to, and goes with. */
  readonly messageId: string | null;
  readonly purpose: FilePurpose;
  /** What its owner calls it; never a part of a path. */
  readonly name: string;
  /** Its media type, without parameters, such as `audio/wav`. */
  readonly contentType: string;
  readonly bytes: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
  /** Where its bytes are. */
  readonly place: string;
  readonly createdAt: Date;
  /** When it goes by itself; null: never. */
  readonly expiresAt: Date | null;
}
