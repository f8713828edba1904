/** The lines of an export, one after the other, with their numbers from 1. */
export class NumberedLines {
  readonly #lines: AsyncIterator<string>;
  #number = 0;

  constructor(lines: AsyncIterable<string>) {
    this.#lines = lines[Symbol.asyncIterator]();
  }

  /** Of the line that came last. */
  get number(): number {
    return this.#number;
  }

  /** Undefined when there is no more. */
  async next(): Promise<string | undefined> {
    const { value, done } = await this.#lines.next();
    if (done) return undefined;
    this.#number++;
    return value;
  }

  /** Ends the reading. */
  async close(): Promise<void> {
    await this.#lines.return?.();
  }
}
