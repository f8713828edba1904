import { SerialRuns } from './serial-runs.ts';

/** What a process knows of one owner's partition besides what is in it. Times are of `performance.now`. */
export class OwnerState {
  /** What loads the partition, or lets it follow: one thing at a time. */
  readonly runs = new SerialRuns();
  /** Since when the partition has had what the record has, as far as is known. */
  checkedAt = Number.NEGATIVE_INFINITY;
  /** When the record was last changed, as far as this process knows: by itself, or by what it was told. */
  changedAt = Number.NEGATIVE_INFINITY;
  /** There is no record, and so nothing to load. */
  isEmpty = false;
  /** It is being loaded, or follows, in several parts: for that no recall waits. */
  isLarge = false;
  readonly #impatient = new Set<() => void>();

  /** Whether it was compared with the record within a time, and has what was changed until a moment. */
  isFresh(withinMs: number, changedAt: number): boolean {
    return this.checkedAt >= changedAt && performance.now() - this.checkedAt < withinMs;
  }

  /** Ends the waits of {@link untilLarge}. */
  foundLarge(): void {
    this.isLarge = true;
    for (const end of this.#impatient) end();
  }

  /** Resolves as soon as the partition is found to be large, or when the work ends; never rejects. */
  async untilLarge(work: Promise<unknown>): Promise<void> {
    if (this.isLarge) return;
    await new Promise<void>((resolve) => {
      this.#impatient.add(resolve);
      const end = () => {
        this.#impatient.delete(resolve);
        resolve();
      };
      work.then(end, end);
    });
  }
}
