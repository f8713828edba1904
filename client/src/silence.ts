/** Ends what takes its signal when nothing comes for too long, or when somebody else's signal says so. */
export class Silence {
  readonly #ending = new AbortController();
  readonly #ms: number;
  readonly #outer: AbortSignal | undefined;
  #late: ReturnType<typeof setTimeout> | undefined;

  constructor(ms: number, outer: AbortSignal | undefined) {
    this.#ms = ms;
    this.#outer = outer;
    if (outer?.aborted) this.#ending.abort();
    outer?.addEventListener('abort', this.end);
    this.broken();
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** Something has come: the time begins anew. */
  broken(): void {
    clearTimeout(this.#late);
    if (!this.signal.aborted) this.#late = setTimeout(this.end, this.#ms);
  }

  /** Ends it now, and leaves nothing behind. */
  readonly end = (): void => {
    clearTimeout(this.#late);
    this.#outer?.removeEventListener('abort', this.end);
    this.#ending.abort();
  };
}
