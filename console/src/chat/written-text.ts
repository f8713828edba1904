import type { FollowReplySubscription } from '../generated/graphql.ts';

type ReplyEvent = FollowReplySubscription['replyStream'];

/** What a reply says so far, from the events of its stream, and where in them the page is. */
export interface WrittenText {
  readonly text: string;
  readonly reasoning: string;
  /** The last event that was seen; undefined before the first. */
  readonly cursor: string | undefined;
}

export const NOTHING_WRITTEN: WrittenText = { text: '', reasoning: '', cursor: undefined };

/** What a reply says after an event. */
export function writtenAfter(before: WrittenText, { kind, cursor, text, reasoning }: ReplyEvent): WrittenText {
  if (kind === 'RESTARTED') return { text: '', reasoning: '', cursor };
  return {
    text: before.text + (kind === 'DELTA' ? (text ?? '') : ''),
    reasoning: before.reasoning + (kind === 'REASONING' ? (reasoning ?? '') : ''),
    cursor,
  };
}
