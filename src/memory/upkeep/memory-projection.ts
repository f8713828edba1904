import { messageOf } from '../../errors.ts';
import type { EventBus } from '../../events/event-bus.ts';
import type { Logger } from '../../log.ts';
import { within } from '../../time/within.ts';
import type { MemoryChange } from '../engine/memory-engine.ts';
import type { RebuildableEngine } from '../engine/rebuildable-engine.ts';
import type { MemoryChangeStore } from '../store/memory-change-store.ts';
import { MEMORY_TOPIC, type MemoryCatchUp, startMemoryCatchUp } from './memory-catch-up.ts';
import { checkMemory, type MemoryCheck, type OnProgress } from './memory-check.ts';

/** The engine of this process as a projection of the database. */
export interface MemoryProjection {
  /** Whether the engine has once been as new as the database: until then, recall looks in the database. */
  readonly hasCaughtUp: boolean;
  /**
   * Brings the engine up to the database, and keeps it there. Where that takes long it goes on in the background.
   */
  start(): Promise<void>;
  /**
   * Tells the other engines that the database has changed, and lets this one follow. An engine that can't follow just
   * now tries again in the background.
   *
   * @param changes what was written, if the caller has it: then it needn't be read back
   */
  follow(changes?: readonly MemoryChange[]): Promise<void>;
  /**
   * Makes the index again: see memory-catch-up.ts.
   *
   * @throws {ConflictError} when that is under way already
   */
  rebuild(options: { signal: AbortSignal; onProgress: OnProgress }): Promise<void>;
  /** Compares the engine with the database: see memory-check.ts. Without an owner it looks at everybody's memories. */
  check(options: { ownerId: string | undefined; signal: AbortSignal; onProgress: OnProgress }): Promise<MemoryCheck>;
  close(): Promise<void>;
}

/** A start waits no longer than this for the engine to catch up, in milliseconds. */
const START_WAIT_MS = 2_000;

export function createMemoryProjection(deps: {
  store: MemoryChangeStore;
  engine: RebuildableEngine;
  events: EventBus;
  log: Logger;
}): MemoryProjection {
  const { store, engine, events, log } = deps;
  let catchUp: MemoryCatchUp | undefined;

  return {
    get hasCaughtUp() {
      return catchUp?.hasCaughtUp ?? false;
    },
    async start() {
      catchUp = startMemoryCatchUp({ store, engine, events, log });
      const caughtUp = catchUp.now();
      await within(START_WAIT_MS, caughtUp, { late: () => undefined });
      if (!catchUp.hasCaughtUp) {
        log.info('memory is still being read from the database: until it is, recall looks there');
        caughtUp.catch((error: unknown) => log.warn({ reason: messageOf(error) }, 'memory could not catch up'));
      }
    },
    async follow(changes = []) {
      const caughtUp = catchUp?.wrote(changes);
      events.publish(MEMORY_TOPIC, { key: 'changed' });
      await caughtUp?.catch((error: unknown) => {
        log.warn({ reason: messageOf(error) }, 'memory could not catch up with a write, and tries again');
      });
    },
    async rebuild(options) {
      if (!catchUp) throw new Error('Memory was not started.');
      await catchUp.rebuild(options);
    },
    check: (options) => checkMemory({ store, engine, caughtUp: async () => catchUp?.now() }, options),
    async close() {
      await catchUp?.close();
    },
  };
}
