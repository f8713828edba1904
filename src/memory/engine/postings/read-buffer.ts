const SIZE = 256 * 1_024;
/** A buffer that has grown beyond this, in bytes, is replaced by a small one before the next recall. */
const MOST_RETAINED = 8 * 1_024 * 1_024;

/**
 * A buffer into which a recall copies what it reads, since LMDB's own buffer is valid until the next read only. The
 * next recall uses it again, so that a read costs no more than the copy.
 */
export class ReadBuffer {
  bytes = Buffer.alloc(SIZE);
  /** The same bytes as sixteen-bit numbers. */
  places = new Uint16Array(this.bytes.buffer);
  /** The same bytes, for numbers of any size. */
  view = new DataView(this.bytes.buffer);
  #used = 0;

  /** Starts again: what was copied before is no longer valid. */
  begin(): void {
    this.#used = 0;
    if (this.bytes.length > MOST_RETAINED) this.#make(SIZE);
  }

  /**
   * Copies what was found, or a part of it.
   *
   * @returns where it begins, a multiple of 8, in the buffer as it is after the call: the buffer may have been
   *   replaced by a longer one, while what was copied before stays valid in the old one
   */
  take(found: Uint8Array, from = 0, to = found.length): number {
    const size = to - from;
    if (this.#used + size > this.bytes.length) this.#make(Math.max(2 * this.bytes.length, size));
    const at = this.#used;
    // LMDB shortens a longer buffer by setting its `length`, which only a view made in this way respects.
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
