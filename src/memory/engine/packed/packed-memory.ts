import { bytesOfUuid, uuidOfBytes } from './uuid-bytes.ts';

/**
 * A memory as the index stores it under its key, with its number in the index. Times are in milliseconds since 1970.
 */
export interface PackedMemory {
  readonly memoryId: string;
  readonly doc: number;
  readonly updatedAt: number;
  /** Infinity when it never expires. */
  readonly expiresAt: number;
  readonly tags: readonly string[];
  readonly content: string;
}

const TAGS_AT = 42;
/** Stands between tags, since no tag can hold it. */
const SEPARATOR = '\u0000';

export function packMemory({ memoryId, doc, updatedAt, expiresAt, tags, content }: PackedMemory): Buffer {
  const joined = tags.join(SEPARATOR);
  const tagsSize = Buffer.byteLength(joined);
  const bytes = Buffer.allocUnsafe(TAGS_AT + tagsSize + Buffer.byteLength(content));
  bytesOfUuid(memoryId, bytes, 0);
  bytes.writeDoubleLE(doc, 16);
  bytes.writeDoubleLE(updatedAt, 24);
  bytes.writeDoubleLE(expiresAt, 32);
  bytes.writeUInt16LE(tagsSize, 40);
  bytes.write(joined, TAGS_AT);
  bytes.write(content, TAGS_AT + tagsSize);
  return bytes;
}

export function readMemory(bytes: Buffer): PackedMemory {
  const contentAt = TAGS_AT + bytes.readUInt16LE(40);
  return {
    memoryId: uuidOfBytes(bytes, 0),
    doc: bytes.readDoubleLE(16),
    updatedAt: bytes.readDoubleLE(24),
    expiresAt: bytes.readDoubleLE(32),
    tags: contentAt === TAGS_AT ? [] : bytes.toString('utf8', TAGS_AT, contentAt).split(SEPARATOR),
    content: bytes.toString('utf8', contentAt, bytes.length),
  };
}
