import type { Message, ReplyEnd } from '../../messages/message.ts';
import type { ReplyChanged } from '../../messages/message-events.ts';
import type { ReplyRun } from '../../messages/reply-run.ts';
import { formatReplyCursor, type ReplyCursor } from '../log/reply-cursor.ts';

/** What a subscriber of a reply is told. `cursor` is the place that the subscriber has reached with this event. */
export type ReplyEvent =
  | { readonly kind: 'DELTA'; readonly cursor: string; readonly text: string }
  | { readonly kind: 'REASONING'; readonly cursor: string; readonly reasoning: string }
  | { readonly kind: 'RESTARTED'; readonly cursor: string }
  | { readonly kind: 'AUDIO'; readonly cursor: string; readonly message: Message }
  | { readonly kind: ReplyEnd; readonly cursor: string; readonly message: Message };

/** The event that tells of a run, which ends at this place. */
export function runEvent({ kind, text }: ReplyRun, end: ReplyCursor): ReplyEvent {
  const cursor = formatReplyCursor(end);
  return kind === 'text' ? { kind: 'DELTA', cursor, text } : { kind: 'REASONING', cursor, reasoning: text };
}

const liveEvents = new WeakMap<ReplyChanged, ReplyEvent>();

/**
 * The event that tells of the words of a change. All subscribers who are where these begin get the same object, so that
 * what comes of it is worked out once for those who asked alike.
 */
export function liveEvent(change: ReplyChanged, run: ReplyRun, end: ReplyCursor): ReplyEvent {
  const known = liveEvents.get(change);
  if (known) return known;
  const made = runEvent(run, end);
  liveEvents.set(change, made);
  return made;
}

/** The event that tells a subscriber to discard what an earlier attempt wrote. */
export function restartEvent(attempt: number): ReplyEvent {
  return { kind: 'RESTARTED', cursor: formatReplyCursor({ attempt, position: 0 }) };
}
