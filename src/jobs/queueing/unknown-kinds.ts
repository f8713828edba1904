import type { EventBus } from '../../events/event-bus.ts';
import type { Logger } from '../../log.ts';
import type { TaskOutcome } from '../../queue/task-queue.ts';
import type { JobStore } from '../job-store.ts';
import { UNHANDLED_TOPIC } from './unhandled-topic.ts';

/** What a job says while no worker takes jobs of its kind. */
const STEP = 'Waiting for a worker that knows jobs of this kind';
/** Of how many kinds the log tells. */
const MOST_TOLD = 100;

/**
 * Jobs of kinds that this process has no handler for: a newer version stored them, or an older one did.
 *
 * Such a job says why it waits, and leaves the queue, so that nothing is tried again and again. The sweeps of processes
 * that know its kind add it again; workers among them are told, and begin a sweep at once.
 */
export function createUnknownKinds({
  store,
  events,
  log,
}: {
  readonly store: Pick<JobStore, 'explainWaiting'>;
  readonly events: EventBus;
  readonly log: Logger;
}) {
  const told = new Set<string>();
  return {
    /** Says what becomes of a task of a kind without a handler. */
    async settle(id: string, kind: string): Promise<TaskOutcome> {
      await store.explainWaiting(id, STEP);
      events.publish(UNHANDLED_TOPIC, { key: kind });
      if (!told.has(kind) && told.size < MOST_TOLD) {
        told.add(kind);
        log.info({ kind }, 'jobs of a kind that this version does not know wait for a worker that does');
      }
      return { kind: 'done' };
    },
  };
}
