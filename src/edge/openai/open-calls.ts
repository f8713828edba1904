import type { Caller } from '../../accounts/viewer.ts';
import { LexError } from '../../errors.ts';
import { OpenCounts } from '../limits/open-counts.ts';
import { retryWhenLess } from '../overload/overload.ts';

/** How many calls may be under way at once in a process, and of one user, where people are told apart. */
const MOST_CALLS = 100;
const MOST_OF_USER = 10;

/** Bounds the calls that a process answers at once: each holds a connection, and mostly a call of a model. */
export interface OpenCalls {
  /**
   * Counts a call.
   *
   * @returns what takes it back
   * @throws {LexError} RATE_LIMITED when its user has as many as they may; OVERLOADED when the process has
   */
  enter(caller: Caller): () => void;
}

export function createOpenCalls(): OpenCalls {
  const ofAll = new OpenCounts(MOST_CALLS);
  const ofUsers = new OpenCounts(MOST_OF_USER);
  return {
    enter({ id, credential }) {
      const leaveUser = credential ? ofUsers.take(id) : () => undefined;
      if (!leaveUser) {
        const message = `You have ${MOST_OF_USER} calls under way: wait for one to end.`;
        throw new LexError('RATE_LIMITED', message, { retryAfterMs: retryWhenLess() });
      }
      const leave = ofAll.take('all');
      if (!leave) {
        leaveUser();
        const message = 'The server answers as many calls as it can: try again in a few seconds.';
        throw new LexError('OVERLOADED', message, { retryAfterMs: retryWhenLess() });
      }
      return () => {
        leave();
        leaveUser();
      };
    },
  };
}
