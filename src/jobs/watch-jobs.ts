import { NotFoundError } from '../errors.ts';
import type { EventBus } from '../events/event-bus.ts';
import { EventReader } from '../events/event-reader.ts';
import { hasEnded, type Job } from './job.ts';
import { type JobChanged, jobTopic, ownerJobsTopic } from './job-events.ts';
import type { JobQueryStore } from './job-query-store.ts';

interface Watching {
  readonly ownerId: string;
  readonly queries: JobQueryStore;
  readonly events: EventBus;
  readonly signal: AbortSignal;
}

/** How often the row of a watched job is read although no event came, in case one was lost. */
const REREAD_MS = 5_000;
/** How many of an owner's newest jobs are compared after events were missed. */
const COMPARED = 100;

/**
 * A job now, then after every change, until it has ended.
 *
 * @throws {NotFoundError}
 */
export async function* watchJob({
  id,
  ownerId,
  queries,
  events,
  signal,
}: Watching & { readonly id: string }): AsyncGenerator<Job> {
  const subscribed = events.subscribe(jobTopic(id), { signal });
  const changes = new EventReader(subscribed);
  try {
    let job = await readJob(queries, ownerId, id);
    yield job;
    while (!hasEnded(job) && !signal.aborted) {
      const changed = await changes.nextWithin(REREAD_MS);
      if (changed === 'closed') return;
      const latest = (changed === 'quiet' ? undefined : changed.job) ?? (await readJob(queries, ownerId, id));
      if (latest.revision <= job.revision) continue;
      job = latest;
      yield job;
    }
  } finally {
    await subscribed.return?.();
  }
}

/** @throws {NotFoundError} when the owner has no such job */
export async function readJob(queries: Pick<JobQueryStore, 'ofOwner'>, ownerId: string, id: string): Promise<Job> {
  const [job] = await queries.ofOwner(ownerId, [id]);
  if (!job) throw new NotFoundError('job');
  return job;
}

/**
 * Every change of every job of an owner, from when this resolves. When events were missed, the newest jobs are compared
 * with what was known of them: of several changes of one job in that time, only the last is told.
 */
export async function watchJobs(watching: Watching): Promise<AsyncGenerator<Job>> {
  const { ownerId, queries, events, signal } = watching;
  const changes = events.subscribe(ownerJobsTopic(ownerId), { signal });
  try {
    return changesOfJobs(changes, await queries.newestRevisions(ownerId, COMPARED), watching);
  } catch (error) {
    await changes.return?.();
    throw error;
  }
}

async function* changesOfJobs(
  changes: AsyncIterableIterator<JobChanged>,
  before: readonly Pick<Job, 'id' | 'revision'>[],
  { ownerId, queries }: Watching,
): AsyncGenerator<Job> {
  const known = new Map(before.map(({ id, revision }) => [id, { revision, told: false }]));
  try {
    for await (const changed of changes) {
      const found = changed.job ? [changed.job] : (await queries.newest(ownerId, COMPARED)).reverse();
      for (const each of found) {
        const last = known.get(each.id);
        // What was there before is no change, unless an event says so. An event may also come after a comparison told
        // it.
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
