import type { ReplyStreamSubscription } from '../../../src/generated/graphql.ts';

export type ReplyEvent = ReplyStreamSubscription['replyStream'];

/** A message that the server has acknowledged. */
export interface SentMessage {
  /** There is no other with this text. */
  readonly text: string;
  readonly idempotencyKey: string;
  readonly conversationId: string;
  readonly messageId: string;
  readonly replyId: string;
  readonly jobId: string;
}

/** What a client saw of a reply, to its end, over however many connections. */
export interface SeenStream {
  readonly replyId: string;
  readonly over: 'websocket' | 'sse';
  readonly events: readonly ReplyEvent[];
}

/** Somebody who uses the cluster, and all that they were told is so. */
export interface User {
  readonly name: string;
  /** A word that stands in all that they write, and in nothing of anybody else. */
  readonly mark: string;
  readonly key: string;
  /** The global id of their row. */
  readonly id: string;
  /** How many tokens they want to use in a day; undefined: as many as there are. */
  readonly dailyTokenLimit: number | undefined;
  readonly isAdmin: boolean;
  readonly sent: SentMessage[];
  readonly streams: SeenStream[];
  /** What they had remembered, and not forgotten since, by its key. */
  readonly memories: Map<string, string>;
  readonly forgotten: Set<string>;
  /** Jobs other than replies that they asked for. */
  readonly jobs: Set<string>;
  /** Ids of jobs and conversations that they were told of by subscriptions. */
  readonly toldOf: Set<string>;
}

/** What marks look like: they are looked for in all that is answered. */
export const MARK = /mark[a-z]{8}/g;

/** A mark from a random number generator. */
export function createMark(random: () => number): string {
  const letters = Array.from({ length: 8 }, () => String.fromCharCode(97 + Math.floor(random() * 26)));
  return `mark${letters.join('')}`;
}
