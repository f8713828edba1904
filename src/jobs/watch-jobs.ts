import type { Database } from '../database/database.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { Job } from './job.ts';
import { ownerJobsTopic } from './job-events.ts';

/** How many of an owner's newest jobs are compared after events were missed. */
const COMPARED = 100;

/**
 * Every change of every job of an owner, from now on. What changed while events were missed is found by comparing: of
 * each job only as it then is.
 */
export async function* watchJobs(options: {
  ownerId: string;
  database: Database;
  events: EventBus;
  signal: AbortSignal;
}): AsyncGenerator<Job> {
  const { ownerId, events, signal } = options;
  const { job } = options.database.prisma;
  const newest = { where: { ownerId }, orderBy: { number: 'desc' }, take: COMPARED } as const;
  const changes = events.subscribe(ownerJobsTopic(ownerId), { signal });
  try {
    const before = await job.findMany({ ...newest, select: { id: true, revision: true } });
    const known = new Map(before.map(({ id, revision }) => [id, { revision, told: false }]));
    for await (const changed of changes) {
      const found = changed.job ? [changed.job] : (await job.findMany(newest)).reverse();
      for (const each of found) {
        const last = known.get(each.id);
        // What was there before is no change, unless an event says so; one may come after a comparison that told of it.
        if (last && each.revision <= last.revision && (last.told || !changed.job)) continue;
        known.set(each.id, { revision: each.revision, told: true });
        yield each;
      }
      for (const [id] of known) {
        if (known.size <= 2 * COMPARED) break;
        known.delete(id);
      }
    }
  } finally {
    await changes.return?.();
  }
}
