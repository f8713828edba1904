import type { Asking } from './ask.ts';
import type { ChatInput } from './chat-input.ts';
import { type LexClientOptions, settingsOf } from './client-options.ts';
import { createReply, stopReply } from './create-reply.ts';
import { Credential } from './credential.ts';
import type { FollowOptions } from './follow-options.ts';
import { followReply } from './follow-reply.ts';
import type { Reply } from './reply.ts';
import type { ReplyEvent } from './reply-event.ts';

export type { Attachment, ChatInput } from './chat-input.ts';
export type { LexClientOptions } from './client-options.ts';
export type { FollowOptions } from './follow-options.ts';
export { LexError, type LexErrorCode, ReplyFailedError } from './lex-error.ts';
export type { Reply, SentMessage } from './reply.ts';
export type { FinishedReply, ReplyEvent } from './reply-event.ts';

/** Talks to one server as one user. It holds no connection but those of what is under way. */
export interface LexClient {
  /**
   * Sends a message, and gives its reply, to loop over as it is written. The message is sent with a key until the
   * server has it, and is never said twice; the reply is followed through losses of the connection, from the last event
   * that was seen.
   *
   * @param options.signal ends sending and following; a message that has arrived is answered all the same
   */
  chat(input: string | ChatInput, options?: { readonly signal?: AbortSignal }): Reply;
  /** Follows a reply, such as one that was being written when a page was reloaded. */
  follow(replyId: string, options?: FollowOptions): AsyncGenerator<ReplyEvent, void>;
  /** Stops a reply, which keeps what was written of it. */
  stop(replyId: string, options?: { readonly signal?: AbortSignal }): Promise<void>;
}

export function createLexClient(options: LexClientOptions): LexClient {
  const asking: Asking = { settings: settingsOf(options), credential: new Credential(options.token) };
  return {
    chat: (input, { signal } = {}) => createReply(asking, input, signal),
    follow: (replyId, following = {}) => followReply(asking, replyId, following),
    stop: (replyId, { signal } = {}) => stopReply(asking, replyId, signal),
  };
}
