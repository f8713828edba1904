/**
 * Choices that are read off a list of bytes, so that what is made of them shrinks with the list. When the list has
 * ended, the first and plainest thing is chosen.
 */
export class Choices {
  readonly #bytes: readonly number[];
  #at = 0;

  constructor(bytes: readonly number[]) {
    this.#bytes = bytes;
  }

  /** A number from 0 up to but not including `count`. */
  next(count: number): number {
    const byte = this.#bytes[this.#at] ?? 0;
    this.#at += 1;
    return byte % count;
  }

  /** Whether something that is so in one of `count` cases is so. */
  oneIn(count: number): boolean {
    return this.next(count) === count - 1;
  }

  of<T>(first: T, ...others: readonly T[]): T {
    return others[this.next(others.length + 1) - 1] ?? first;
  }
}

/** The same for what is asked for in no certain order: the choice depends on the name of what is chosen. */
export class NamedChoices {
  readonly #bytes: readonly number[];

  constructor(bytes: readonly number[]) {
    this.#bytes = bytes;
  }

  /** A number from 0 to 255. */
  of(name: string): number {
    if (this.#bytes.length === 0) return 0;
    let hash = 5381;
    for (let index = 0; index < name.length; index += 1) hash = (Math.imul(hash, 33) ^ name.charCodeAt(index)) >>> 0;
    return this.#bytes[hash % this.#bytes.length] ?? 0;
  }
}
