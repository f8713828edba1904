import type { FinishedReply, ReplyEvent } from './reply-event.ts';

/** Where a message and its reply are. */
export interface SentMessage {
  readonly conversationId: string;
  readonly messageId: string;
  readonly replyId: string;
}

/** A message that is on its way, and its reply. Each loop over it follows the reply from its beginning. */
export interface Reply extends AsyncIterable<ReplyEvent> {
  /** Resolves when the server has the message for good. @throws {LexError} when it is refused, or can't be sent */
  readonly sent: Promise<SentMessage>;
  /** Follows the reply to its end. @throws {ReplyFailedError} when it could not be finished */
  finished(): Promise<FinishedReply>;
  /** Stops the reply, which keeps what was written of it. Resolves when the server knows. */
  stop(): Promise<void>;
}
