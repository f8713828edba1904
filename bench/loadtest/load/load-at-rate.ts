import type { LoadOptions } from '../options/read-options.ts';
import { arrivalsAt } from './arrivals.ts';
import { createChoices } from './choices.ts';
import type { VirtualUser } from './virtual-user.ts';

/** As far as load is made with it. */
type LoadUser = Pick<VirtualUser, 'run'>;

/** Load that is under way. */
export interface Load {
  /** Resolves when its time is over and all that it began has ended, or the signal has aborted. */
  readonly done: Promise<void>;
  /** How many steps are due and have not begun, since all users had something to do. */
  readonly waiting: () => number;
}

/** What a load is made with. */
export interface LoadStart {
  readonly options: LoadOptions;
  readonly signal: AbortSignal;
  /** Makes another user. */
  readonly newUser: () => LoadUser;
}

/**
 * Steps begin at their times, however long others take. One that is due while all users have something to do waits, and
 * its wait is a part of its time: people who come by themselves don't wait for each other.
 */
export function loadAtRate(rate: number, { options, signal, newUser }: LoadStart): Load {
  const { durationMs, rampUpMs } = options;
  const arrivals = arrivalsAt(rate, rampUpMs);
  const all = arrivals.before(durationMs);
  const choices = createChoices(options, 0);
  const idle: LoadUser[] = [];
  const began = performance.now();
  let users = 0;
  let next = 0;
  let underWay = 0;

  const done = new Promise<void>((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const begin = (user: LoadUser): void => {
      const dueMs = began + arrivals.dueMs(next++);
      underWay++;
      user.run(choices.next(), dueMs).then(() => {
        underWay--;
        idle.push(user);
        look();
      }, failed);
    };
    const failed = (error: unknown): void => {
      clearTimeout(timer);
      reject(error);
    };
    const freeUser = (): LoadUser | undefined => {
      const user = idle.pop();
      if (user || users >= options.users) return user;
      users++;
      return newUser();
    };
    const look = (): void => {
      clearTimeout(timer);
      const now = performance.now() - began;
      const isOver = signal.aborted || now >= durationMs || next >= all;
      if (isOver) {
        if (underWay === 0) resolve();
        return;
      }
      while (next < all && arrivals.dueMs(next) <= now) {
        const user = freeUser();
        if (!user) break;
        begin(user);
      }
      // Also while all users have something to do: the end is seen by it.
      const untilDue = next < all ? arrivals.dueMs(next) - now : 0;
      timer = setTimeout(look, untilDue > 0 ? untilDue : Math.max(1, durationMs - now));
    };
    signal.addEventListener('abort', look, { once: true });
    look();
  });
  return { done, waiting: () => Math.max(0, Math.min(all, arrivals.before(performance.now() - began)) - next) };
}
