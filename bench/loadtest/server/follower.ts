import { z } from 'zod';
import { requestOf } from '../../../src/commands/connection/request-of.ts';
import { ReplyStreamDocument } from '../../../src/generated/graphql.ts';
import { CallFailure, callFailure, graphqlErrors } from './call-failure.ts';

const endedMessage = z.object({ content: z.string(), reasoning: z.string().nullish() });
const replyEvent = z.object({
  kind: z.string(),
  cursor: z.string(),
  text: z.string().nullish(),
  reasoning: z.string().nullish(),
  message: endedMessage.nullish(),
});

/** Something that happened to a reply, as far as a load test looks at it. */
export type ReplyEvent = z.infer<typeof replyEvent>;

export interface FollowOptions {
  /** The last cursor seen. */
  readonly after: string | undefined;
  readonly signal: AbortSignal;
  readonly onEvent: (event: ReplyEvent) => void;
}

/** How one user follows replies, one at a time. */
export interface Follower {
  /**
   * Resolves when the server says that the stream is complete.
   *
   * @throws {CallFailure} when it breaks, or is refused
   * @throws the signal's reason, when that aborts
   */
  follow(replyId: string, options: FollowOptions): Promise<void>;
  close(): void;
}

const result = z.object({
  data: z.object({ replyStream: replyEvent }).nullish(),
  errors: graphqlErrors.optional(),
});

/** Reads one result of a subscription. @throws {CallFailure} when it is an error, or none of Lex */
export function readReplyEvent(payload: unknown): ReplyEvent {
  const read = result.safeParse(payload);
  if (read.data?.errors) throw callFailure(read.data.errors);
  if (!read.data?.data) throw new CallFailure('BAD_ANSWER', 'An event of a reply is none of Lex.');
  return read.data.data.replyStream;
}

/** The subscription to a reply. */
export function replyRequest(replyId: string, after: string | undefined) {
  return requestOf(ReplyStreamDocument, { messageId: replyId, after: after ?? null });
}
