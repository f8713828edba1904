import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../../test/support/random.ts';
import type { Report } from '../report.ts';
import { type Asking, createAsking } from './asking.ts';
import { pry } from './pry.ts';
import { remember } from './remember.ts';
import { talk } from './talk.ts';
import type { User } from './user.ts';
import { watch } from './watch.ts';
import { work } from './work.ts';

/** What somebody does something with. */
export interface Doing {
  readonly user: User;
  readonly others: readonly User[];
  readonly asking: Asking;
  /** Where clients go. */
  readonly url: string;
  readonly report: Report;
  readonly random: () => number;
  /** Aborted when no more is to be begun. */
  readonly stopped: AbortSignal;
  /** Aborted when the run is given up. */
  readonly signal: AbortSignal;
  /** Waits for a time between two, in milliseconds; for less when no more is to be begun. */
  pause(between: readonly [number, number]): Promise<void>;
}

export interface Driven {
  readonly users: readonly User[];
  readonly url: string;
  readonly report: Report;
  readonly seed: number;
  readonly stopped: AbortSignal;
  readonly signal: AbortSignal;
}

/** Resolves when nobody begins anything any more, and all that was begun has its answer or its end. */
export async function drive({ users, url, report, seed, stopped, signal }: Driven): Promise<void> {
  const all = users.flatMap((user, place) =>
    [talk, remember, work, pry, watch].map((act, number) => {
      const random = createRandom(seed + place * 100 + number);
      return act({
        user,
        others: users.filter((other) => other !== user),
        asking: createAsking(user, { url, report, signal }),
        url,
        report,
        random,
        stopped,
        signal,
        pause: ([from, to]) =>
          sleep(from + random() * (to - from), undefined, { signal: stopped }).catch(() => undefined),
      });
    }),
  );
  const ends = await Promise.allSettled(all);
  signal.throwIfAborted();
  for (const end of ends) {
    report.check('each call has an answer in the end', end.status === 'fulfilled', () =>
      end.status === 'rejected' ? String(end.reason) : '',
    );
  }
}
