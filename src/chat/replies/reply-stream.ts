import { BadUserInputError, NotFoundError } from '../../errors.ts';
import type { EventBus } from '../../events/event-bus.ts';
import { EventReader } from '../../events/event-reader.ts';
import { type Message, type ReplyEnd, replyEnd } from '../conversations/message.ts';
import { formatReplyCursor, type ReplyCursor } from './log/reply-cursor.ts';
import type { ReplyLog } from './log/reply-log.ts';
import { lengthOf, type ReplyRun, runsAfter } from './log/reply-run.ts';
import { readStoredRuns } from './log/stored-runs.ts';
import { type ReplyChanged, replyTopic } from './reply-events.ts';

/** What a subscriber of a reply is told. `cursor` is where it has then come to. */
export type ReplyEvent =
  | { readonly kind: 'DELTA'; readonly cursor: string; readonly text: string }
  | { readonly kind: 'REASONING'; readonly cursor: string; readonly reasoning: string }
  | { readonly kind: 'RESTARTED'; readonly cursor: string }
  | { readonly kind: ReplyEnd; readonly cursor: string; readonly message: Message };

/** How often the row is read although no event came: the process that wrote may have died before it told. */
const REREAD_MS = 2_000;
/** How long the log may be out of reach before its readers are told. */
const LOG_PATIENCE_MS = 60_000;

/**
 * A reply from a cursor on, or from its start: what is in the log, then live, until its end.
 *
 * Every subscriber reads the log for itself, so a slow one gets larger pieces and holds nobody up; one that is not
 * behind is given the words with the event that tells of them. When the log has
 * gone, or lacks its end since a process died, the stored message stands in for it.
 *
 * @param readMessage reads the row; undefined when it was deleted
 * @throws {BadUserInputError} when the cursor is beyond what was written @throws {NotFoundError} when it was deleted
 */
export async function* streamReply(options: {
  message: Message;
  after: ReplyCursor | undefined;
  log: ReplyLog;
  events: EventBus;
  readMessage: () => Promise<Message | undefined>;
  signal: AbortSignal;
}): AsyncGenerator<ReplyEvent> {
  const { log, events, readMessage } = options;
  const done = new AbortController();
  const signal = AbortSignal.any([options.signal, done.signal]);
  // Listening begins before the first read, so that nothing falls between the two.
  const hints = new EventReader(events.subscribe(replyTopic(options.message.id), { signal }));
  let { message, after: seen } = options;
  let mayHaveEnded = replyEnd(message) !== undefined;
  let given = false;
  let lastRead = performance.now();
  try {
    for (;;) {
      const logged = await log.read(message.id, seen).catch((error: unknown) => {
        if (performance.now() - lastRead > LOG_PATIENCE_MS) throw error;
        // Meanwhile the row tells when it has ended.
        mayHaveEnded = true;
        return undefined;
      });
      if (logged) lastRead = performance.now();
      if (logged && seen && isBeyond(seen, logged)) {
        // A log that has lost words it gave out is begun again by the next attempt.
        if (!given && !knowsMore(message, seen, logged))
          throw new BadUserInputError('after is not a cursor of this reply.');
      } else if (logged) {
        if (seen && seen.attempt < logged.attempt) {
          seen = { attempt: logged.attempt, position: 0 };
          given = true;
          yield { kind: 'RESTARTED', cursor: formatReplyCursor(seen) };
        }
        let position = logged.from;
        for (const run of logged.runs) {
          position += run.text.length;
          seen = { attempt: logged.attempt, position };
          given = true;
          yield toldOf(run, seen);
        }
      }
      if (logged?.end || mayHaveEnded) {
        const row = await readMessage();
        if (!row) throw new NotFoundError('message');
        message = row;
        const end = replyEnd(message);
        // The row says whether it has ended: the log may still tell of an attempt that a retry follows.
        if (end) return yield* restFromRow(message, end, seen);
      }
      if (signal.aborted) return;
      let hint = await hints.nextWithin(REREAD_MS);
      for (; typeof hint === 'object' && seen; hint = await hints.nextWithin(REREAD_MS)) {
        const run = runThatFollows(hint, seen);
        if (!run) break;
        seen = { ...seen, position: seen.position + run.text.length };
        lastRead = performance.now();
        yield toldOf(run, seen);
        if (signal.aborted) return;
      }
      if (hint === 'closed') return;
      // A reply that ends before it was begun has no log to tell of it.
      mayHaveEnded = hint === 'quiet' || !logged;
    }
  } finally {
    done.abort();
  }
}

/** The words of an event that are the very next; of several that waited, only the newest is told. */
function runThatFollows({ written, thought }: ReplyChanged, seen: ReplyCursor): ReplyRun | undefined {
  const words = written ?? thought;
  if (words?.attempt !== seen.attempt || words.from !== seen.position) return undefined;
  return { kind: written ? 'text' : 'reasoning', text: words.text };
}

function toldOf({ kind, text }: ReplyRun, seen: ReplyCursor): ReplyEvent {
  const cursor = formatReplyCursor(seen);
  return kind === 'text' ? { kind: 'DELTA', cursor, text } : { kind: 'REASONING', cursor, reasoning: text };
}

function isBeyond(seen: ReplyCursor, log: { attempt: number; length: number; end: ReplyEnd | undefined }): boolean {
  const last = log.length + (log.end ? 1 : 0);
  return seen.attempt > log.attempt || (seen.attempt === log.attempt && seen.position > last);
}

/**
 * Whether a cursor beyond the log may be one that was given out: the row, which was read before the log, tells that the
 * log's attempt is over. The process may have died before it wrote the end, or the last words, to the log.
 */
function knowsMore({ attempt, state }: Message, seen: ReplyCursor, logged: { attempt: number }): boolean {
  if (seen.attempt > attempt) return false;
  // A reply that is reopened keeps its attempt's number until the next begins.
  return attempt > logged.attempt || (attempt === logged.attempt && state !== 'STREAMING');
}

/** What a reply that has ended has beyond a cursor. */
function* restFromRow(message: Message, end: ReplyEnd, after: ReplyCursor | undefined): Generator<ReplyEvent> {
  const { attempt } = message;
  const runs = readStoredRuns(message);
  const length = lengthOf(runs);
  const last = { attempt, position: length + 1 };
  if (after && isBeyond(after, { attempt, length, end })) {
    throw new BadUserInputError('after is not a cursor of this reply.');
  }
  let position = after?.position ?? 0;
  if (after && after.attempt < attempt) {
    position = 0;
    yield { kind: 'RESTARTED', cursor: formatReplyCursor({ attempt, position }) };
  }
  if (position >= last.position) return;
  for (const run of runsAfter(runs, position)) {
    position += run.text.length;
    yield toldOf(run, { attempt, position });
  }
  yield { kind: end, cursor: formatReplyCursor(last), message };
}
