import { messageOf } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { Schedules } from '../../time/schedules.ts';
import type { EndedJobStore } from './ended-job-store.ts';
import type { JobTallyStore } from './job-tally-store.ts';

/** So often that what is read for a count stays short. */
const ADD_UP_EVERY_MS = 10_000;
/** To count the rows takes the longer the more there are. */
const COMPARE_EVERY_MS = 24 * 60 * 60_000;
const DELETE_EVERY_MS = 60_000;

/** Begins to keep the counts of ended jobs short and right, and to delete jobs that ended long ago. */
export function startEndedJobUpkeep({
  tallies,
  ended,
  schedules,
  log,
}: {
  readonly tallies: JobTallyStore;
  readonly ended: EndedJobStore;
  readonly schedules: Schedules;
  readonly log: Logger;
}): { close(): Promise<void> } {
  let closed = false;

  async function compare(): Promise<void> {
    for (const wrong of await tallies.compare()) log.warn(wrong, 'a kept count of ended jobs was wrong, and is mended');
  }

  const repeated = [
    schedules.repeat({
      name: 'job counts',
      does: 'Adds up how many jobs have ended.',
      everyMs: ADD_UP_EVERY_MS,
      async work() {
        while (!closed && (await tallies.addUp()) > 0);
      },
      failed: (error) => log.warn({ reason: messageOf(error) }, 'counts of ended jobs could not be added up'),
    }),
    schedules.repeat({
      name: 'job counts compared',
      does: 'Compares the kept counts of ended jobs with their rows, and mends them.',
      everyMs: COMPARE_EVERY_MS,
      work: compare,
      failed: (error) => log.warn({ reason: messageOf(error) }, 'counts of ended jobs could not be compared'),
    }),
    schedules.repeat({
      name: 'old jobs',
      does: 'Deletes jobs that ended more than LEX_JOB_DAYS ago.',
      everyMs: DELETE_EVERY_MS,
      async work() {
        while (!closed && (await ended.deleteDue()) > 0);
        // For the next time.
        await ended.keepKeys();
      },
      failed: (error) => log.warn({ reason: messageOf(error) }, 'old jobs could not be deleted'),
    }),
  ];
  return {
    async close() {
      closed = true;
      await Promise.all(repeated.map((each) => each.close()));
    },
  };
}
