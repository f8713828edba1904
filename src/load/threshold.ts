/** When something counts as too high. */
export interface ThresholdOptions {
  /** From this value on it is too high. */
  readonly high: number;
  /** Below this one it is low again; between the two it stays what it was. */
  readonly low: number;
  /** So many values one after the other make it high: one alone may be chance. */
  readonly enterAfter: number;
  /** So many one after the other make it low again. */
  readonly leaveAfter: number;
}

/** Says of a value that is read again and again whether it is too high, without going to and fro with each reading. */
export class Threshold {
  readonly #options: ThresholdOptions;
  #isHigh = false;
  /** How many values one after the other have spoken against what it is. */
  #against = 0;

  constructor(options: ThresholdOptions) {
    this.#options = options;
  }

  get isHigh(): boolean {
    return this.#isHigh;
  }

  /** @returns whether it is too high, with this value */
  observe(value: number): boolean {
    const { high, low, enterAfter, leaveAfter } = this.#options;
    const speaksAgainst = this.#isHigh ? value < low : value >= high;
    this.#against = speaksAgainst ? this.#against + 1 : 0;
    if (this.#against >= (this.#isHigh ? leaveAfter : enterAfter)) {
      this.#isHigh = !this.#isHigh;
      this.#against = 0;
    }
    return this.#isHigh;
  }
}
