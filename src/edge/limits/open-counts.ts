/** Counts what is open, by whose it is, up to a bound for each of them. */
export class OpenCounts {
  /** How many may be open of each. */
  readonly most: number;
  readonly #open = new Map<string, number>();

  constructor(most: number) {
    this.most = most;
  }

  /** Counts one more. @returns what takes it back, undefined when there are as many as there may be */
  take(whose: string): (() => void) | undefined {
    const open = this.#open.get(whose) ?? 0;
    if (open >= this.most) return undefined;
    this.#open.set(whose, open + 1);
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      const left = (this.#open.get(whose) ?? 1) - 1;
      if (left > 0) this.#open.set(whose, left);
      else this.#open.delete(whose);
    };
  }
}
