import { bytesOfUuid, uuidOfBytes } from './uuid-bytes.ts';

/** A memory as the engine keeps it under its key, with its number in the index. Times are in milliseconds since 1970. */
export interface KeptMemory {
  readonly memoryId: string;
  readonly doc: number;
  readonly updatedAt: number;
  /** Infinity when it doesn't. */
  readonly expiresAt: number;
  readonly content: string;
}

const CONTENT_AT = 40;

export function packMemory({ memoryId, doc, updatedAt, expiresAt, content }: KeptMemory): Buffer {
  const bytes = Buffer.allocUnsafe(CONTENT_AT + Buffer.byteLength(content));
  bytesOfUuid(memoryId, bytes, 0);
  bytes.writeDoubleLE(doc, 16);
  bytes.writeDoubleLE(updatedAt, 24);
  bytes.writeDoubleLE(expiresAt, 32);
  bytes.write(content, CONTENT_AT);
  return bytes;
}

export function readMemory(bytes: Buffer): KeptMemory {
  return {
    memoryId: uuidOfBytes(bytes, 0),
    doc: bytes.readDoubleLE(16),
    updatedAt: bytes.readDoubleLE(24),
    expiresAt: bytes.readDoubleLE(32),
    content: bytes.toString('utf8', CONTENT_AT, bytes.length),
  };
}
