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

export function readMemory(bytes: Uint8Array): KeptMemory {
  const { buffer, byteOffset, byteLength } = bytes;
  const view = new DataView(buffer, byteOffset, byteLength);
  return {
    memoryId: uuidOfBytes(bytes, 0),
    doc: view.getFloat64(16, true),
    updatedAt: view.getFloat64(24, true),
    expiresAt: view.getFloat64(32, true),
    content: Buffer.from(buffer, byteOffset, byteLength).toString('utf8', CONTENT_AT),
  };
}
