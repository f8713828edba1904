import { setTimeout as sleep } from 'node:timers/promises';
import { withDeadline } from '../../../src/time/with-deadline.ts';
import { CallFailure, callFailure } from '../server/call-failure.ts';
import type { Follower } from '../server/follower.ts';
import { FollowedReply } from './followed-reply.ts';

export interface FollowToEndOptions {
  readonly follower: Follower;
  /** From now to the end of the reply. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Is called when the first words are there, and when the reply has ended. */
  readonly onWords: () => void;
  readonly onEnd: () => void;
  /** Is called each time that the stream breaks. */
  readonly onBreak: (code: string) => void;
}

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;

/**
 * Follows a reply to its end. A stream that breaks is followed again from the last cursor, as apps do.
 *
 * @throws {CallFailure} `REPLY_TIMEOUT` when there is no end in time, or why the reply can't be followed
 * @throws the signal's reason, when that aborts
 */
export function followToEnd(replyId: string, options: FollowToEndOptions): Promise<FollowedReply> {
  const { follower, timeoutMs, signal, onWords, onEnd, onBreak } = options;
  const reply = new FollowedReply(replyId);
  return withDeadline(timeoutMs, signal, async (deadline) => {
    for (let breaks = 0; ; breaks++) {
      const failure = await followOnce(deadline);
      // The end was told: how the stream ended after it is no matter.
      if (failure === undefined || reply.end !== undefined) return reply;
      if (signal.aborted) throw signal.reason;
      if (deadline.aborted) throw new CallFailure('REPLY_TIMEOUT', `The reply has no end after ${timeoutMs} ms.`);
      if (!failure.passes) throw failure;
      onBreak(failure.code);
      const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** breaks);
      await sleep(waitMs, undefined, { signal: deadline }).catch(() => undefined);
    }
  });

  async function followOnce(deadline: AbortSignal): Promise<CallFailure | undefined> {
    try {
      await follower.follow(replyId, {
        after: reply.cursor,
        signal: deadline,
        onEvent(event) {
          const hadEnded = reply.end !== undefined;
          if (reply.take(event)) onWords();
          if (!hadEnded && reply.end !== undefined) onEnd();
        },
      });
      return reply.end === undefined ? new CallFailure('STREAM_BROKEN', 'It was complete without an end.') : undefined;
    } catch (error) {
      return callFailure(error);
    }
  }
}
