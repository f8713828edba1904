const BYTES = 16;

/** Writes a UUID as its sixteen bytes. @throws {TypeError} when it isn't one */
export function bytesOfUuid(uuid: string, target: Buffer, at: number): void {
  if (target.write(uuid.replaceAll('-', ''), at, BYTES, 'hex') === BYTES) return;
  throw new TypeError(`The id of a memory is not a UUID: ${uuid}`);
}

export function uuidOfBytes(bytes: Buffer, at: number): string {
  const hex = bytes.toString('hex', at, at + BYTES);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
