import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, CloseCode, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { messageOf } from '../../errors.ts';
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
import { requestOf } from './request-of.ts';

/** A message and its reply, as they are when it has been stored. */
export type SentMessage = ChatMutation['chat'];

/** A conversation with a server, over one WebSocket that is opened again when it breaks. */
export interface ChatConnection {
  /** @throws {ChatError} when the server can't be reached, or refuses; its message is for the user */
  send(message: string, conversationId: string | undefined): Promise<SentMessage>;
  /**
   * The reply's events, each once: after a break it goes on from the last cursor.
   *
   * @param options.signal ends the waiting for a server that has gone, not the reply
   * @throws {ChatError}
   */
  follow(replyId: string, options: { signal: AbortSignal }): AsyncIterable<ReplyStreamSubscription['replyStream']>;
  stop(replyId: string): Promise<void>;
  /** A message with what was remembered from it. */
  message(id: string): Promise<NonNullable<MessageQuery['message']>>;
  close(): Promise<void>;
}

/** The server can't be reached, or refuses. */
export class ChatError extends Error {
  override name = 'ChatError';
}

const RECONNECTS = 8;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

/** @param url of the server's GraphQL endpoint, http or https */
export function createChatConnection({ url, key }: { url: string; key: string | undefined }): ChatConnection {
  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    // What broke is asked again here, with the cursor that was reached by then.
    retryAttempts: 0,
    ...(key ? { connectionParams: { authorization: `Bearer ${key}` } } : {}),
  });

  async function once<Result, Variables extends Record<string, unknown>>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Promise<Result> {
    for await (const result of operation(client, url, document, variables)) return result;
    throw new ChatError('The server ended the call without an answer.');
  }

  return {
    async send(message, conversationId) {
      // The key makes it safe to ask again when the connection breaks before the answer has come.
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
          for await (const { replyStream } of operation(client, url, ReplyStreamDocument, variables)) {
            failures = 0;
            after = replyStream.cursor;
            yield replyStream;
          }
          return;
        } catch (error) {
          if (error instanceof ChatError || ++failures > RECONNECTS) throw asChatError(error, url);
          if (signal.aborted) throw new ChatError(`The connection to ${url} broke: the reply could not be stopped.`);
          await sleep(waitBefore(failures), undefined, { signal }).catch(() => undefined);
        }
      }
    },
    async stop(messageId) {
      await once(StopReplyDocument, { messageId });
    },
    async message(id) {
      const { message } = await withReconnects(() => once(MessageDocument, { id }));
      if (!message) throw new ChatError('The message was deleted.');
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
        if (error instanceof ChatError || neverConnected(error) || failures > RECONNECTS) throw asChatError(error, url);
        await sleep(waitBefore(failures));
      }
    }
  }
}

/** The terminal's, where the system has one that has a name. */
function ownTimeZone(): string | null {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return isTimeZone(timeZone) ? timeZone : null;
}

async function* operation<Result, Variables extends Record<string, unknown>>(
  client: Client,
  url: string,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): AsyncGenerator<Result> {
  for await (const { data, errors } of client.iterate<Result>(requestOf(document, variables))) {
    const [error] = errors ?? [];
    if (error) throw new ChatError(error.message);
    if (!data) throw new ChatError(`What answers at ${url} is no Lex.`);
    yield data;
  }
}

/** Doubling, with jitter, so that many clients don't come back to a server in the same moment. */
function waitBefore(failures: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
}

const closeEvent = z.object({ code: z.number(), reason: z.string() });
/** What `ws` tells of a connection that failed; its `error` isn't always there. */
const failure = z.object({ message: z.string() });
const refusal = z.array(z.object({ message: z.string() })).min(1);

/** Whether nothing listens there at all: then waiting won't help the user, but starting a server will. */
function neverConnected(error: unknown): boolean {
  return error instanceof Error || (typeof error === 'object' && error !== null && 'error' in error);
}

function asChatError(error: unknown, url: string): ChatError {
  if (error instanceof ChatError) return error;
  const refused = refusal.safeParse(error);
  if (refused.success) return new ChatError(refused.data[0]?.message ?? 'The server refused the call.');
  const closed = closeEvent.safeParse(error);
  if (closed.success && closed.data.code === CloseCode.Forbidden)
    return new ChatError('The server refuses this key: see --key.');
  if (closed.success)
    return new ChatError(`The connection to ${url} broke (${closed.data.code} ${closed.data.reason}).`);
  const failed = failure.safeParse(error);
  return new ChatError(
    `No Lex answers at ${url} (${failed.data?.message || messageOf(error)}). Start one with \`npm start\`, or name another with --url.`,
  );
}
