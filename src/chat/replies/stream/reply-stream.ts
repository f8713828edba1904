import { NotFoundError } from '../../../errors.ts';
import type { EventBus } from '../../../events/event-bus.ts';
import { EventReader } from '../../../events/event-reader.ts';
import { type Message, replyEnd } from '../../messages/message.ts';
import { type ReplyChanged, replyTopic } from '../../messages/message-events.ts';
import type { ReplyRun } from '../../messages/reply-run.ts';
import type { ReplyCursor } from '../log/reply-cursor.ts';
import type { LoggedReply, ReplyLog } from '../log/reply-log.ts';
import { liveEvent, type ReplyEvent, restartEvent, runEvent } from './reply-event.ts';
import { isBeyond, isBeyondRow, notACursor, storedEvents } from './stored-reply.ts';

/** How long without an event until the row is read anyway: the writing process may have died before it told anybody. */
const REREAD_MS = 2_000;
/** How long the log may be out of reach before its readers are told. */
const LOG_PATIENCE_MS = 60_000;

/** A reply that somebody follows. */
export interface FollowedReply {
  readonly replyId: string;
  /** Reads the row at first, and throws when there is none. */
  readonly findMessage: () => Promise<Message>;
  readonly after: ReplyCursor | undefined;
  readonly log: ReplyLog;
  readonly events: EventBus;
  /** Reads the row; undefined when it was deleted. */
  readonly readMessage: () => Promise<Message | undefined>;
  /** Whether the audio of the reply is there. */
  readonly hasAudio: (message: Message) => Promise<boolean>;
  readonly signal: AbortSignal;
}

/**
 * A reply from a cursor on, or from its start: first what is in the log, then what comes, until the reply ends.
 *
 * Every subscriber reads the log for itself. A slow subscriber gets larger pieces and holds nobody up; one that is up
 * to date gets the words from the event that tells of them, and need not read. The stored message stands in for a log
 * that was deleted, or that lacks the end because a process died.
 *
 * Of its audio it tells before the end, if that is there by then: a voice is given a moment to finish (reply-voice.ts).
 *
 * @throws {BadUserInputError} when the cursor is beyond what was written
 * @throws {NotFoundError} when the reply is deleted meanwhile
 * @throws what the log fails with, when it can't be reached for a minute
 */
export async function* streamReply(options: FollowedReply): AsyncGenerator<ReplyEvent> {
  const { replyId, log, events, readMessage, signal } = options;
  // Subscribed before the log is read, so that no change falls between the two.
  const subscribed = events.listen(replyTopic(replyId), { signal });
  let { after: seen } = options;
  // Of an attempt that the client knows nothing of, it needn't be told that it is over.
  let knowsAnything = seen !== undefined;
  let isOwnCursor = seen === undefined;
  let lastRead = performance.now();
  try {
    let [message, hints] = await Promise.all([
      options.findMessage(),
      subscribed.then((changes) => new EventReader(changes)),
    ]);
    let mayHaveEnded = replyEnd(message) !== undefined;
    for (;;) {
      const logged = await log.read(replyId, seen).catch((error: unknown) => {
        if (performance.now() - lastRead > LOG_PATIENCE_MS) throw error;
        // Until the log is back, the row is asked whether the reply has ended.
        mayHaveEnded = true;
        return undefined;
      });
      if (logged) lastRead = performance.now();
      if (logged && seen && isBeyond(seen, logged)) {
        // A log that has lost words which it gave out is begun again by the next attempt: that is waited for.
        if (!isOwnCursor && !mayHaveGivenOut(seen, message, logged)) throw notACursor();
      } else if (logged) {
        for (const [event, place] of newsOf(logged, knowsAnything ? seen : undefined)) {
          seen = place;
          knowsAnything = isOwnCursor = true;
          yield event;
        }
        seen ??= { attempt: logged.attempt, position: logged.from };
      }
      if (logged?.end || mayHaveEnded) {
        const row = await readMessage();
        if (!row) throw new NotFoundError('message');
        message = row;
        const end = replyEnd(message);
        // Only the row says whether the reply has ended: an ended log may be of an attempt that is being retried.
        if (end) return yield* storedEvents(message, { end, after: seen, hasAudio: await options.hasAudio(message) });
      }
      if (signal.aborted) return;
      let isDoubtful = false;
      let hint = await hints.nextWithin(REREAD_MS);
      for (; typeof hint === 'object'; hint = await hints.nextWithin(REREAD_MS)) {
        const { begun, ended } = hint;
        const end = ended && replyEnd(ended);
        // The end of an attempt that had begun when the row was read may be told late, after a retry.
        isDoubtful = ended !== undefined && ended.attempt <= message.attempt;
        if (isDoubtful) break;
        if (end && !(seen && isBeyondRow(seen, ended))) {
          return yield* storedEvents(ended, { end, after: seen, hasAudio: await options.hasAudio(ended) });
        }
        if (begun !== undefined && begun > (seen?.attempt ?? 0)) {
          seen = { attempt: begun, position: 0 };
          isOwnCursor = true;
          if (knowsAnything) yield restartEvent(begun);
        } else {
          const run = seen && nextRun(hint, seen);
          if (!seen || !run) break;
          seen = { attempt: seen.attempt, position: seen.position + run.text.length };
          knowsAnything = isOwnCursor = true;
          yield liveEvent(hint, run, seen);
        }
        lastRead = performance.now();
        if (signal.aborted) return;
      }
      if (hint === 'closed') return;
      // A reply that ends before any attempt has begun has no log that could tell of the end.
      mayHaveEnded = hint === 'quiet' || !logged || isDoubtful;
    }
  } finally {
    await leave(subscribed);
  }
}

/** Ends a subscription, also one that is still on its way: the message may not have been found meanwhile. */
async function leave(subscribed: Promise<AsyncIterableIterator<ReplyChanged>>): Promise<void> {
  const changes = await subscribed.catch(() => undefined);
  await changes?.return?.();
}

/** The events for what was read from the log, each with the place that it leads to. */
function* newsOf(logged: LoggedReply, seen: ReplyCursor | undefined): Generator<[ReplyEvent, ReplyCursor]> {
  const { attempt } = logged;
  if (seen && seen.attempt < attempt) yield [restartEvent(attempt), { attempt, position: 0 }];
  let position = logged.from;
  for (const run of logged.runs) {
    position += run.text.length;
    const place = { attempt, position };
    yield [runEvent(run, place), place];
  }
}

/** The words of an event, if they begin where the subscriber is. */
function nextRun({ written, thought }: ReplyChanged, seen: ReplyCursor): ReplyRun | undefined {
  const words = written ?? thought;
  if (words?.attempt !== seen.attempt || words.from !== seen.position) return undefined;
  return { kind: written ? 'text' : 'reasoning', text: words.text };
}

/**
 * Whether a cursor beyond the log may have been given out all the same. That is so when the row, which was read before
 * the log, says that the log's attempt is over: the process may have died before it wrote the end, or the last words,
 * to the log.
 */
function mayHaveGivenOut(seen: ReplyCursor, { attempt, state }: Message, logged: LoggedReply): boolean {
  if (seen.attempt > attempt) return false;
  // A reply that is retried has the number of its last attempt until the next one begins.
  return attempt > logged.attempt || (attempt === logged.attempt && state !== 'STREAMING');
}
