const ROOM = 256 * 1_024;
/** More room than this isn't kept for the next recall, in bytes. */
const MOST_KEPT = 8 * 1_024 * 1_024;

/**
 * Room that what a recall reads is copied into, and that the next recall uses again: reading then costs no more than the
 * copy. LMDB's own buffer is good up to the next read only.
 */
export class ReadRoom {
  bytes = Buffer.alloc(ROOM);
  /** The same room in sixteen-bit numbers. */
  places = new Uint16Array(this.bytes.buffer);
  /** The same room, for numbers of all sizes. */
  view = new DataView(this.bytes.buffer);
  #used = 0;

  /** What was taken before is no longer good. */
  begin(): void {
    this.#used = 0;
    if (this.bytes.length > MOST_KEPT) this.#make(ROOM);
  }

  /** Copies what was found, or a part of it, and answers where it begins, at a multiple of 8, in the room as it then is. */
  take(found: Uint8Array, from = 0, to = found.length): number {
    const size = to - from;
    // What was taken before stays in the room that it was taken into.
    if (this.#used + size > this.bytes.length) this.#make(Math.max(2 * this.bytes.length, size));
    const at = this.#used;
    // LMDB sets the length of a buffer that is longer, which only this way of looking at it heeds.
    this.bytes.set(new Uint8Array(found.buffer, found.byteOffset + from, size), at);
    this.#used = (at + size + 7) & ~7;
    return at;
  }

  #make(size: number): void {
    this.bytes = Buffer.alloc((size + 7) & ~7);
    this.places = new Uint16Array(this.bytes.buffer);
    this.view = new DataView(this.bytes.buffer);
    this.#used = 0;
  }
}
