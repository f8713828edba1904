/** How old a count may be, in milliseconds. */
const FRESH_MS = 1_000;

/** How many jobs wait, as of a second ago: the count is begun when somebody asks, and nobody waits for it. */
export class QueueLength {
  readonly #count: () => Promise<number>;
  readonly #now: () => number;
  #length = 0;
  #countedAt = Number.NEGATIVE_INFINITY;
  #isCounting = false;

  /** @param now the time in milliseconds, as `performance.now()` counts */
  constructor(count: () => Promise<number>, now: () => number = () => performance.now()) {
    this.#count = count;
    this.#now = now;
  }

  /** What was counted last; 0 before the first count has ended. A count that fails changes nothing. */
  read(): number {
    if (!this.#isCounting && this.#now() - this.#countedAt > FRESH_MS) {
      this.#isCounting = true;
      this.#count()
        .then(
          (length) => {
            this.#length = length;
          },
          () => undefined,
        )
        .finally(() => {
          this.#isCounting = false;
          this.#countedAt = this.#now();
        });
    }
    return this.#length;
  }
}
