const BYTES = 16;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const DASHES_BEFORE = new Set([4, 6, 8, 10]);

/** Writes a UUID as its sixteen bytes. @throws {TypeError} when it isn't one */
export function bytesOfUuid(uuid: string, target: Uint8Array, at: number): void {
  const written = Buffer.from(target.buffer, target.byteOffset + at, BYTES).write(uuid.replaceAll('-', ''), 'hex');
  if (written !== BYTES) throw new TypeError(`The id of a memory is not a UUID: ${uuid}`);
}

export function uuidOfBytes(bytes: Uint8Array, at: number): string {
  let uuid = '';
  for (let index = 0; index < BYTES; index++) {
    if (DASHES_BEFORE.has(index)) uuid += '-';
    uuid += HEX[bytes[at + index] ?? 0];
  }
  return uuid;
}
