import { ConflictError, messageOf } from '../../errors.ts';
import { type BusEvent, type EventBus, hintTopic, type Topic } from '../../events/event-bus.ts';
import type { Logger } from '../../log.ts';
import type { MemoryChange } from '../engine/memory-engine.ts';
import type { Rebuild, RebuildableEngine } from '../engine/rebuildable-engine.ts';
import type { MemoryStore } from '../memory-store.ts';
import type { OnProgress } from './memory-check.ts';

/** The record has changes that engines may lack. */
export const MEMORY_TOPIC: Topic<BusEvent> = hintTopic('memory', 'changed');

/** Keeps an engine in step with the record. */
export interface MemoryCatchUp {
  /** Whether the engine has once had all that the record then had: before, it may lack anything. */
  readonly hasCaughtUp: boolean;
  /** Applies what the record had when this was called; many callers at once share the work. */
  now(): Promise<void>;
  /**
   * As `now`, for one who has just written these changes, numbered without a gap: an engine that stands right before them
   * takes them as they are, and nothing is read back.
   */
  wrote(changes: readonly MemoryChange[]): Promise<void>;
  /**
   * Makes the engine's index again from the record. Meanwhile the old one is read and kept current; when the new one has
   * all that the record has, it takes its place in one moment.
   *
   * @throws {ConflictError} when that is under way already
   */
  rebuild(options: { signal: AbortSignal; onProgress: OnProgress }): Promise<void>;
  close(): Promise<void>;
}

const PAGE = 1_000;
/** In case an event was lost. */
const POLL_MS = 3_000;

export function startMemoryCatchUp(deps: {
  store: MemoryStore;
  engine: RebuildableEngine;
  events: EventBus;
  log: Logger;
}): MemoryCatchUp {
  const { store, engine, events, log } = deps;
  const closing = new AbortController();
  let rebuilding = false;
  let hasCaughtUp = false;
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
    await bringTo(engine, target);
    hasCaughtUp ||= engine.lastSequence >= target;
  }

  async function bringTo(
    index: Pick<Rebuild, 'lastSequence' | 'apply'>,
    target: bigint,
    eachPage?: (memories: number) => Promise<void>,
  ): Promise<void> {
    while (index.lastSequence < target && !closing.signal.aborted) {
      const { changes, upTo } = await store.changes({ after: index.lastSequence, upTo: target, limit: PAGE });
      await index.apply(changes, upTo);
      await eachPage?.(changes.filter(({ kind }) => kind === 'stored').length);
    }
  }

  async function rebuild({ signal, onProgress }: { signal: AbortSignal; onProgress: OnProgress }): Promise<void> {
    if (rebuilding) throw new ConflictError('The memory index is being rebuilt already: wait until that is done.');
    rebuilding = true;
    try {
      const next = await engine.startRebuild();
      try {
        const total = Math.max(1, await store.count());
        let done = 0;
        await bringTo(next, await store.lastSequence(), async (memories) => {
          signal.throwIfAborted();
          done += memories;
          await onProgress(Math.min(0.99, done / total), `${done} of ${total} memories are in the new index`);
        });
        await alone(async () => {
          await bringTo(next, await store.lastSequence());
          signal.throwIfAborted();
          await next.use();
        });
      } catch (error) {
        await next.discard();
        throw error;
      }
    } finally {
      rebuilding = false;
    }
  }

  /** While nothing else is applied. */
  async function alone(work: () => Promise<void>): Promise<void> {
    while (running) await running.catch(() => undefined);
    running = work().finally(() => {
      running = undefined;
    });
    await running;
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
    // Until then the record is read, and nobody has to wait for the engine.
    if (!hasCaughtUp) {
      inBackground();
      return;
    }
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
    get hasCaughtUp() {
      return hasCaughtUp;
    },
    now,
    rebuild,
    wrote,
    async close() {
      clearInterval(timer);
      closing.abort();
      await listening;
      await (next ?? running)?.catch(() => undefined);
    },
  };
}
