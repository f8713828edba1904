import { messageOf } from '../errors.ts';
import type { BusEvent, EventBus, Topic } from '../events/event-bus.ts';
import type { Logger } from '../log.ts';
import type { MemoryChange, MemoryEngine } from './memory-engine.ts';
import type { MemoryStore } from './memory-store.ts';

/** The record has changes that engines may lack. */
export const MEMORY_TOPIC: Topic<BusEvent> = 'memory';

/** Keeps an engine in step with the record. */
export interface MemoryCatchUp {
  /** Applies what the record had when this was called; many callers at once share the work. */
  now(): Promise<void>;
  /**
   * As `now`, for one who has just written these changes, numbered without a gap: an engine that stands right before them
   * takes them as they are, and nothing is read back.
   */
  wrote(changes: readonly MemoryChange[]): Promise<void>;
  close(): Promise<void>;
}

const PAGE = 1_000;
/** In case an event was lost. */
const POLL_MS = 3_000;

export function startMemoryCatchUp(deps: {
  store: MemoryStore;
  engine: MemoryEngine;
  events: EventBus;
  log: Logger;
}): MemoryCatchUp {
  const { store, engine, events, log } = deps;
  const closing = new AbortController();
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  async function run(): Promise<void> {
    // Everything up to this number is committed: the counter's lock makes the order of commits that of the numbers.
    const target = await store.lastSequence();
    if (target < engine.lastSequence) {
      // The record is another one: a backup was restored, or the database was replaced.
      log.warn('the memory engine is ahead of the database, and is made again from it');
      await engine.clear();
    }
    while (engine.lastSequence < target) {
      const { changes, upTo } = await store.changes({ after: engine.lastSequence, upTo: target, limit: PAGE });
      await engine.apply(changes, upTo);
    }
  }

  /** A run that is under way may have read before the caller's write: the caller waits for the one after it. */
  function now(): Promise<void> {
    if (!running) {
      running = run().finally(() => {
        running = undefined;
      });
      return running;
    }
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return now();
      });
    return next;
  }

  async function wrote(changes: readonly MemoryChange[]): Promise<void> {
    const first = changes[0]?.sequence;
    const last = changes.at(-1)?.sequence;
    // What is under way may bring the engine to the right place.
    await running?.catch(() => undefined);
    if (running || first === undefined || last === undefined || engine.lastSequence !== first - 1n) return now();
    running = engine.apply(changes, last).finally(() => {
      running = undefined;
    });
    return running;
  }

  const inBackground = () => {
    now().catch((error: unknown) =>
      log.warn({ reason: messageOf(error) }, 'memory could not catch up, and tries again'),
    );
  };

  async function listen(): Promise<void> {
    for await (const _ of events.subscribe(MEMORY_TOPIC, { signal: closing.signal })) inBackground();
  }
  const listening = listen();
  const timer = setInterval(inBackground, POLL_MS);
  timer.unref();

  return {
    now,
    wrote,
    async close() {
      clearInterval(timer);
      closing.abort();
      await listening;
      await (next ?? running)?.catch(() => undefined);
    },
  };
}
