const SIZE = 64 * 1_024;

/** A buffer in which values are laid out before they are written. It is used again for each, and grows as needed. */
export class PackingBuffer {
  bytes = Buffer.alloc(SIZE);
  /** The same bytes as sixteen-bit numbers. */
  places = new Uint16Array(this.bytes.buffer);
  /** A separate buffer for the codes of a chunk, until all its places are known. */
  codes = new Uint8Array(SIZE);

  /** Makes the buffers at least this long; the contents of `bytes` stay, those of `codes` don't. */
  reserve(size: number, codes = 0): void {
    if (codes > this.codes.length) this.codes = new Uint8Array(2 * codes);
    if (size <= this.bytes.length) return;
    const before = this.bytes;
    this.bytes = Buffer.alloc((2 * size + 7) & ~7);
    this.bytes.set(before);
    this.places = new Uint16Array(this.bytes.buffer);
  }
}
