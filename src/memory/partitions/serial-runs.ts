/** Runs that never overlap. */
export class SerialRuns {
  #current: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #beganAt = Number.NEGATIVE_INFINITY;

  get isBusy(): boolean {
    return this.#current !== undefined;
  }

  /**
   * Runs `run`. A caller that comes while something is under way waits for one more run after it, because the one
   * under way may have begun before what the caller wants to be in it; all such callers share that next run.
   *
   * @param since a run that has begun at this moment of `performance.now`, or later, will do. @default one that begins
   *   from now on
   */
  share(run: () => Promise<void>, since = Number.POSITIVE_INFINITY): Promise<void> {
    if (!this.#current) return this.begin(run);
    if (this.#beganAt >= since) return this.#current;
    this.#next ??= this.#current
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.share(run);
      });
    return this.#next;
  }

  /** Runs `run` at once; nothing may be under way. */
  begin(run: () => Promise<void>): Promise<void> {
    this.#beganAt = performance.now();
    this.#current = run().finally(() => {
      this.#current = undefined;
    });
    return this.#current;
  }

  /** Runs `run` as soon as nothing is under way. */
  async queue(run: () => Promise<void>): Promise<void> {
    while (this.#current) await this.settled();
    await this.begin(run);
  }

  /** Resolves when what is under way has ended or failed; something else may have begun by then. */
  async settled(): Promise<void> {
    await this.#current?.catch(() => undefined);
  }

  /** Resolves when what is under way, and the run that waits for it, have ended or failed. */
  async ended(): Promise<void> {
    await (this.#next ?? this.#current)?.catch(() => undefined);
  }
}
