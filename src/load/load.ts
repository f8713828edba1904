import type { Closing } from '../closing.ts';
import type { Config } from '../config/config.ts';
import type { Logger } from '../log.ts';
import { collectGarbage, heapShare } from './heap.ts';
import { measureLoopWait } from './loop-wait.ts';
import { watchMemory } from './memory-watch.ts';
import { Threshold } from './threshold.ts';

/**
 * What a process can take: everything; what only puts work off; or nothing more. `overloaded` is what goes on although
 * most is refused, or what can't be held.
 */
export type LoadLevel = 'calm' | 'busy' | 'overloaded';

/** What there is too little of: turns of the event loop, or room in the heap. */
export type Shortage = 'loop' | 'heap';

/** How loaded a process is. To ask costs nothing. */
export interface Load {
  readonly level: LoadLevel;
  /** Why it is no longer calm; undefined while it is. */
  readonly shortage: Shortage | undefined;
}

/** How often the load is looked at, in milliseconds. */
const LOOK_MS = 500;
/** A second and a half of too long turns are more than a peak; after two seconds of short ones it is over. */
const LOOP = { enterAfter: 3, leaveAfter: 4 };
/** What the heap holds changes slowly, and what is left of it when it is nearly full is soon used. */
const HEAP = { enterAfter: 2, leaveAfter: 2 };
/** How many times the wait that makes a process busy makes it overloaded. */
const OVERLOADED = 2;
/** The share of the heap's limit at which it is low again is so many times the one at which it is high. */
const LOW_HEAP = 0.9;
/** While the heap is full, garbage is collected after so many looks, and then each time again. */
const COLLECT_AFTER = 10;

/** What is measured; given where a test measures something else. */
export interface LoadSources {
  /** In milliseconds. */
  readonly loopWait: () => number;
  /** From 0 to 1. */
  readonly heapShare: () => number;
  readonly collectGarbage: () => void;
}

/** The load of a process, worked out anew with each look. */
export class LoadWatch implements Load {
  readonly #sources: LoadSources;
  readonly #log: Logger;
  readonly #busy: Threshold;
  readonly #overloaded: Threshold;
  readonly #heap: Threshold;
  #looksWhileFull = 0;
  level: LoadLevel = 'calm';
  shortage: Shortage | undefined;

  constructor(sources: LoadSources, { delayMs, heapPercent }: Config['overload'], log: Logger) {
    this.#sources = sources;
    this.#log = log;
    this.#busy = new Threshold({ high: delayMs, low: delayMs / 2, ...LOOP });
    this.#overloaded = new Threshold({ high: delayMs * OVERLOADED, low: delayMs, ...LOOP });
    const high = heapPercent / 100;
    this.#heap = new Threshold({ high, low: high * LOW_HEAP, ...HEAP });
  }

  look(): void {
    const loopWaitMs = this.#sources.loopWait();
    const heap = this.#sources.heapShare();
    const isBusy = this.#busy.observe(loopWaitMs);
    const isOverloaded = this.#overloaded.observe(loopWaitMs);
    const isFull = this.#heap.observe(heap);
    this.#collect(isFull);
    const before = this.level;
    this.level = isFull || isOverloaded ? 'overloaded' : isBusy ? 'busy' : 'calm';
    this.shortage = isFull ? 'heap' : this.level === 'calm' ? undefined : 'loop';
    if (this.level === before) return;
    const figures = { level: this.level, loopWaitMs: Math.round(loopWaitMs), heapPercent: Math.round(heap * 100) };
    if (this.level === 'calm') this.#log.info(figures, 'the process takes everything again');
    else
      this.#log.warn({ ...figures, shortage: this.shortage }, 'the process has too much to do: it refuses some of it');
  }

  #collect(isFull: boolean): void {
    this.#looksWhileFull = isFull ? this.#looksWhileFull + 1 : 0;
    if (this.#looksWhileFull > 0 && this.#looksWhileFull % COLLECT_AFTER === 0) this.#sources.collectGarbage();
  }
}

/**
 * Looks at the load of this process from now on, and at how large it grows.
 *
 * @param surroundings.onLost is called when it has grown too large, with the reason
 */
export function openLoad(
  config: Pick<Config, 'overload' | 'memoryLimit'>,
  { log, onLost }: { readonly log: Logger; readonly onLost: (reason: string) => void },
  opened: Closing,
): Load {
  watchMemory(config, onLost, opened);
  const loop = measureLoopWait();
  const watch = new LoadWatch({ loopWait: () => loop.read(), heapShare, collectGarbage }, config.overload, log);
  const timer = setInterval(() => watch.look(), LOOK_MS);
  timer.unref();
  opened.defer(() => {
    clearInterval(timer);
    loop.close();
  });
  return watch;
}
