import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChatDocument,
  type ChatMutation,
  MessageDocument,
  type MessageQuery,
  ReplyStreamDocument,
  type ReplyStreamSubscription,
  type ReplyStreamSubscriptionVariables,
  StopReplyDocument,
  type TypedDocumentString,
} from '../../generated/graphql.ts';
import { isTimeZone } from '../../time/time-zone.ts';
import { asChatError, neverConnected } from './chat-error.ts';
import { ConnectionError, createServerClient, resultsOf, type ServerAddress } from './server-client.ts';

/** A message and its reply, as they were when the message was stored. */
export type SentMessage = ChatMutation['chat'];

/** Talks with a server over a WebSocket, which is opened again when it breaks. */
export interface ChatConnection {
  /**
   * Sends a message.
   *
   * @throws {ConnectionError} when the server can't be reached, or refuses; its message is for the user
   */
  send(message: string, conversationId: string | undefined): Promise<SentMessage>;
  /**
   * Iterates over the reply's events, each once. After a break it goes on from the last cursor.
   *
   * @param options.signal ends the wait for a server that can't be reached; it doesn't stop the reply
   * @throws {ConnectionError} when the server can't be reached, or refuses
   */
  follow(replyId: string, options: { signal: AbortSignal }): AsyncIterable<ReplyStreamSubscription['replyStream']>;
  stop(replyId: string): Promise<void>;
  /** A message with what was remembered from it. */
  message(id: string): Promise<NonNullable<MessageQuery['message']>>;
  close(): Promise<void>;
}

/** For a minute at least: so long may a server of many memories take to start again on a small machine. */
const RECONNECTS = 30;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

export function createChatConnection({ url, key }: ServerAddress): ChatConnection {
  // The retries are below, since they have to begin at the cursor that was reached.
  const client = createServerClient({ url, key }, 0);

  async function once<Result, Variables extends Record<string, unknown>>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Promise<Result> {
    for await (const result of resultsOf(client, url, document, variables)) return result;
    throw new ConnectionError('The server ended the call without an answer.');
  }

  return {
    async send(message, conversationId) {
      // With the key it is safe to send again, when the connection broke before the answer came.
      const idempotencyKey = crypto.randomUUID();
      const input = { message, conversationId: conversationId ?? null, idempotencyKey, timeZone: ownTimeZone() };
      const { chat } = await withReconnects(() => once(ChatDocument, { input }));
      return chat;
    },
    async *follow(messageId, { signal }) {
      let after: string | undefined;
      for (let failures = 0; ; ) {
        try {
          const variables: ReplyStreamSubscriptionVariables = { messageId, after: after ?? null };
          for await (const { replyStream } of resultsOf(client, url, ReplyStreamDocument, variables)) {
            failures = 0;
            after = replyStream.cursor;
            yield replyStream;
          }
          return;
        } catch (error) {
          if (error instanceof ConnectionError || ++failures > RECONNECTS) throw asChatError(error, url);
          if (signal.aborted)
            throw new ConnectionError(`The connection to ${url} broke: the reply could not be stopped.`);
          await sleep(waitBefore(failures), undefined, { signal }).catch(() => undefined);
        }
      }
    },
    async stop(messageId) {
      await once(StopReplyDocument, { messageId });
    },
    async message(id) {
      const { message } = await withReconnects(() => once(MessageDocument, { id }));
      if (!message) throw new ConnectionError('The message was deleted.');
      return message;
    },
    async close() {
      await client.dispose();
    },
  };

  async function withReconnects<T>(call: () => Promise<T>): Promise<T> {
    for (let failures = 1; ; failures++) {
      try {
        return await call();
      } catch (error) {
        if (error instanceof ConnectionError || neverConnected(error) || failures > RECONNECTS)
          throw asChatError(error, url);
        await sleep(waitBefore(failures));
      }
    }
  }
}

/** The time zone of this system; null when it has no name of the IANA database. */
function ownTimeZone(): string | null {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return isTimeZone(timeZone) ? timeZone : null;
}

/** The pause after so many failures. It doubles, with jitter, so that many clients don't come back at once. */
function waitBefore(failures: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
}
