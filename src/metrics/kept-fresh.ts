/** Something that takes time to find out, kept fresh in the background while it is read. */
export interface KeptFresh<T> {
  /**
   * What was found a moment ago. It is waited for when nobody has read it for a while, or while finding it out takes
   * longer than it should.
   *
   * @throws what the look failed with
   */
  read(): Promise<T>;
  /** Looks no more, and resolves when the look under way has ended. */
  close(): Promise<void>;
}

/** A look that takes long comes less often: the pause is so many times as long, and so many times `everyMs` at most. */
const PAUSE_FOR_LOOK = 10;
const LONGEST_PAUSE = 5;
/** How much later than it should have come a look may be before its answer is waited for, in milliseconds. */
const LATE_MS = 500;
/** For how long it goes on after it was read, in milliseconds: longer than anybody pauses who reads it regularly. */
const GOES_ON_MS = 300_000;

interface Found<T> {
  readonly value: T;
  /** When it is to be looked at again. */
  readonly until: number;
}

/**
 * @param look finds it out; one look is under way at a time
 * @param options.everyMs how long after one look the next begins at the soonest
 */
export function keepFresh<T>(look: () => Promise<T>, { everyMs }: { readonly everyMs: number }): KeptFresh<T> {
  let found: Found<T> | undefined;
  let underway: Promise<T> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let readAt = 0;
  let isClosed = false;

  function begin(): Promise<T> {
    clearTimeout(timer);
    underway ??= find().finally(() => {
      underway = undefined;
      if (isClosed || performance.now() - readAt > GOES_ON_MS) return;
      const pauseMs = found ? found.until - performance.now() : everyMs;
      // Whoever reads it is told of a failure.
      timer = setTimeout(() => begin().catch(() => undefined), pauseMs).unref();
    });
    return underway;
  }

  async function find(): Promise<T> {
    const began = performance.now();
    try {
      const value = await look();
      const ended = performance.now();
      const pauseMs = Math.min(LONGEST_PAUSE * everyMs, Math.max(everyMs, (ended - began) * PAUSE_FOR_LOOK));
      found = { value, until: ended + pauseMs };
      return value;
    } catch (error) {
      found = undefined;
      throw error;
    }
  }

  return {
    async read() {
      readAt = performance.now();
      return found && readAt < found.until + LATE_MS ? found.value : begin();
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await underway?.catch(() => undefined);
    },
  };
}
