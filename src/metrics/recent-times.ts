/** What was observed in the last seconds. */
export interface RecentFigures {
  /** How many, a second. */
  readonly perSecond: number;
  /** Half of them took no longer, and 99 of 100, in milliseconds; undefined when there were none. */
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
}

/** How many whole seconds are looked at, besides the one that runs. */
const SECONDS = 5;
const SLOTS = SECONDS + 1;
/** The least time that is told from others, in milliseconds: what is shorter counts as this. */
const LEAST_MS = 0.01;
/** Each bucket ends a quarter of an octave after the one before, so that a figure is wrong by a tenth at most. */
const BUCKETS_PER_OCTAVE = 4;
/** Up to 2 ** (96 / 4) of the least, 167 seconds, which is more than any operation may take. */
const BUCKETS = 97;

/**
 * Counts how long things took, second by second, in a histogram of fixed size: to observe one costs a few additions,
 * however many there are and whoever asks. What lies longer back is forgotten.
 */
export class RecentTimes {
  readonly #counts = new Uint32Array(SLOTS * BUCKETS);
  /** The second that each slot holds. */
  readonly #seconds = new Float64Array(SLOTS).fill(-1);
  readonly #now: () => number;
  readonly #began: number;

  /** @param now the time in milliseconds, as `performance.now()` counts */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#began = now();
  }

  /** @param ms how long it took; what ends now is counted now */
  observe(ms: number): void {
    const second = Math.floor(this.#now() / 1_000);
    const slot = second % SLOTS;
    if (this.#seconds[slot] !== second) {
      this.#seconds[slot] = second;
      this.#counts.fill(0, slot * BUCKETS, (slot + 1) * BUCKETS);
    }
    const index = slot * BUCKETS + bucketOf(ms);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
  }

  read(): RecentFigures {
    const now = this.#now();
    const first = Math.floor(now / 1_000) - SECONDS;
    const sums = new Float64Array(BUCKETS);
    let count = 0;
    for (let slot = 0; slot < SLOTS; slot++) {
      if ((this.#seconds[slot] ?? -1) < first) continue;
      for (let bucket = 0; bucket < BUCKETS; bucket++) {
        const found = this.#counts[slot * BUCKETS + bucket] ?? 0;
        sums[bucket] = (sums[bucket] ?? 0) + found;
        count += found;
      }
    }
    // A process that has just begun has no five seconds yet, and of its first one too little to tell a rate.
    const seconds = Math.max(1, Math.min(now / 1_000 - first, (now - this.#began) / 1_000));
    return { perSecond: count / seconds, p50Ms: percentile(sums, count, 0.5), p99Ms: percentile(sums, count, 0.99) };
  }
}

function bucketOf(ms: number): number {
  const bucket = Math.ceil(Math.log2(ms / LEAST_MS) * BUCKETS_PER_OCTAVE);
  // Also for what is no number, which a clock never gives.
  return bucket > 0 ? Math.min(bucket, BUCKETS - 1) : 0;
}

/** The middle of the bucket in which the one of that rank is, nearest rank. */
function percentile(sums: Float64Array, count: number, share: number): number | undefined {
  if (count === 0) return undefined;
  let left = Math.ceil(count * share);
  const bucket = sums.findIndex((found) => {
    left -= found;
    return left <= 0;
  });
  return LEAST_MS * 2 ** ((bucket - 0.5) / BUCKETS_PER_OCTAVE);
}
