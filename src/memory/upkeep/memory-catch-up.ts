import { ConflictError, messageOf } from '../../errors.ts';
import { type BusEvent, type EventBus, hintTopic, type Topic } from '../../events/event-bus.ts';
import type { Logger } from '../../log.ts';
import type { MemoryChange } from '../engine/memory-engine.ts';
import type { RebuildableEngine } from '../engine/rebuildable-engine.ts';
import type { MemoryChangeStore } from '../store/memory-change-store.ts';
import type { OnProgress } from './memory-check.ts';
import { bringUpTo, rebuildIndex } from './rebuild-index.ts';
import { SerialRuns } from './serial-runs.ts';

/** The database has changes that engines may lack. */
export const MEMORY_TOPIC: Topic<BusEvent> = hintTopic('memory', 'changed');

/** Lets an engine follow the database. */
export interface MemoryCatchUp {
  /** Whether the engine has once had everything that the database then had. Before that it may lack anything. */
  readonly hasCaughtUp: boolean;
  /** Applies what the database had when this was called. Many callers at once share one run. */
  now(): Promise<void>;
  /**
   * As `now`, for a caller who has just written these changes, whose numbers have no gap. An engine that stands right
   * before them applies them as they are, so that nothing is read back.
   */
  wrote(changes: readonly MemoryChange[]): Promise<void>;
  /**
   * Makes the engine's index again from the database. Meanwhile the old one is read and follows the database; when the
   * new one has everything, it takes the old one's place in one moment.
   *
   * @throws {ConflictError} when that is under way already
   */
  rebuild(options: { signal: AbortSignal; onProgress: OnProgress }): Promise<void>;
  close(): Promise<void>;
}

/** The database is asked this often, in case an event was lost. */
const POLL_MS = 3_000;

export function startMemoryCatchUp(deps: {
  store: MemoryChangeStore;
  engine: RebuildableEngine;
  events: EventBus;
  log: Logger;
}): MemoryCatchUp {
  const { store, engine, events, log } = deps;
  const closing = new AbortController();
  const runs = new SerialRuns();
  let rebuilding = false;
  let hasCaughtUp = false;

  async function catchUp(): Promise<void> {
    // Everything up to this number is committed: the lock of the counter makes commits follow the order of the numbers.
    const target = await store.lastSequence();
    if (target < engine.lastSequence) {
      // The database is another one: a backup was restored, or the database was replaced.
      log.warn('the memory engine is ahead of the database, and is made again from it');
      await engine.clear();
    }
    await bringUpTo(target, { store, index: engine, closing: closing.signal });
    hasCaughtUp ||= engine.lastSequence >= target;
  }

  const now = () => runs.share(catchUp);

  const inBackground = () => {
    now().catch((error: unknown) =>
      log.warn({ reason: messageOf(error) }, 'memory could not catch up, and tries again'),
    );
  };

  async function wrote(changes: readonly MemoryChange[]): Promise<void> {
    if (!hasCaughtUp) {
      // Recall reads the database until then, so the caller needn't wait for the engine.
      inBackground();
      return;
    }
    const first = changes[0]?.sequence;
    const last = changes.at(-1)?.sequence;
    // The run that is under way may bring the engine to where these changes begin.
    await runs.settled();
    if (runs.isBusy || first === undefined || last === undefined || engine.lastSequence !== first - 1n) return now();
    return runs.begin(() => engine.apply(changes, last));
  }

  async function rebuild(options: { signal: AbortSignal; onProgress: OnProgress }): Promise<void> {
    if (rebuilding) throw new ConflictError('The memory index is being rebuilt already: wait until that is done.');
    rebuilding = true;
    try {
      await rebuildIndex({ store, engine, runs, closing: closing.signal }, options);
    } finally {
      rebuilding = false;
    }
  }

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
    wrote,
    rebuild,
    async close() {
      clearInterval(timer);
      closing.abort();
      await listening;
      await runs.ended();
    },
  };
}
