import type { Message, ReplyEnd } from '../../messages/message.ts';
import type { ReplyRun } from '../../messages/reply-run.ts';
import { formatReplyCursor, type ReplyCursor } from '../log/reply-cursor.ts';

/** What a subscriber of a reply is told. `cursor` is the place that the subscriber has reached with this event. */
export type ReplyEvent =
  | { readonly kind: 'DELTA'; readonly cursor: string; readonly text: string }
  | { readonly kind: 'REASONING'; readonly cursor: string; readonly reasoning: string }
  | { readonly kind: 'RESTARTED'; readonly cursor: string }
  | { readonly kind: ReplyEnd; readonly cursor: string; readonly message: Message };

/** The event that tells of a run, which ends at this place. */
export function runEvent({ kind, text }: ReplyRun, end: ReplyCursor): ReplyEvent {
  const cursor = formatReplyCursor(end);
  return kind === 'text' ? { kind: 'DELTA', cursor, text } : { kind: 'REASONING', cursor, reasoning: text };
}

/** The event that tells a subscriber to discard what an earlier attempt wrote. */
export function restartEvent(attempt: number): ReplyEvent {
  return { kind: 'RESTARTED', cursor: formatReplyCursor({ attempt, position: 0 }) };
}
