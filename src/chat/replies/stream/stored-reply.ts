import { BadUserInputError } from '../../../errors.ts';
import { type Message, type ReplyEnd, replyEnd } from '../../messages/message.ts';
import { lengthOf, runsAfter } from '../../messages/reply-run.ts';
import { readStoredRuns } from '../../messages/stored-runs.ts';
import { formatReplyCursor, type ReplyCursor } from '../log/reply-cursor.ts';
import { type ReplyEvent, restartEvent, runEvent } from './reply-event.ts';

/** How far an attempt has come, in its log or in the row. */
export interface Extent {
  readonly attempt: number;
  readonly length: number;
  readonly end: ReplyEnd | undefined;
}

/** Whether a cursor is behind everything that an attempt has written. */
export function isBeyond(cursor: ReplyCursor, { attempt, length, end }: Extent): boolean {
  const last = length + (end ? 1 : 0);
  return cursor.attempt > attempt || (cursor.attempt === attempt && cursor.position > last);
}

/** Whether a cursor is behind everything that the row of a reply holds, ended or not. */
export function isBeyondRow(cursor: ReplyCursor, message: Message): boolean {
  const { attempt } = message;
  return isBeyond(cursor, { attempt, length: lengthOf(readStoredRuns(message)), end: replyEnd(message) });
}

/**
 * What the row of a reply that has ended holds after a cursor, with the end.
 *
 * @param hasAudio whether its audio is there, which is told before the end
 * @throws {BadUserInputError} when the cursor is beyond the end
 */
export function* storedEvents(
  message: Message,
  { end, after, hasAudio }: { end: ReplyEnd; after: ReplyCursor | undefined; hasAudio: boolean },
): Generator<ReplyEvent> {
  const { attempt } = message;
  const runs = readStoredRuns(message);
  const length = lengthOf(runs);
  if (after && isBeyond(after, { attempt, length, end })) throw notACursor();
  let position = after?.position ?? 0;
  if (after && after.attempt < attempt) {
    position = 0;
    yield restartEvent(attempt);
  }
  const endPosition = length + 1;
  if (position >= endPosition) return;
  for (const run of runsAfter(runs, position)) {
    position += run.text.length;
    yield runEvent(run, { attempt, position });
  }
  const hasHeard = after?.attempt === attempt && after.heard;
  if (hasAudio && !hasHeard) {
    yield { kind: 'AUDIO', cursor: formatReplyCursor({ attempt, position: length, heard: true }), message };
  }
  yield { kind: end, cursor: formatReplyCursor({ attempt, position: endPosition }), message };
}

/** The error for a cursor that this reply can't have given out. */
export function notACursor(): BadUserInputError {
  return new BadUserInputError('after is not a cursor of this reply.');
}
