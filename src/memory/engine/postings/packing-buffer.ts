const ROOM = 64 * 1_024;

/** Room in which values are laid out before they are written, used again for each; it grows as it has to. */
export class PackingRoom {
  bytes = Buffer.alloc(ROOM);
  /** The same room in sixteen-bit numbers. */
  places = new Uint16Array(this.bytes.buffer);
  /** Room of its own for the codes of a chunk, as long as its places aren't all known. */
  codes = new Uint8Array(ROOM);

  /** Makes sure that there is so much room, and keeps what is in it. */
  reserve(size: number, codes = 0): void {
    if (codes > this.codes.length) this.codes = new Uint8Array(2 * codes);
    if (size <= this.bytes.length) return;
    const before = this.bytes;
    this.bytes = Buffer.alloc((2 * size + 7) & ~7);
    this.bytes.set(before);
    this.places = new Uint16Array(this.bytes.buffer);
  }
}
