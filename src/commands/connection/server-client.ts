import { type Client, CloseCode, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { messageOf } from '../../errors.ts';
import type { TypedDocumentString } from '../../generated/graphql.ts';
import { requestOf } from './request-of.ts';

/** The server can't be reached, or refuses; the message is for the user. */
export class ConnectionError extends Error {
  override name = 'ConnectionError';
}

/** How a server is reached. */
export interface ServerAddress {
  /** Of its GraphQL endpoint, http or https. */
  readonly url: string;
  readonly key: string | undefined;
}

/** @param retryAttempts how often the client connects again by itself */
export function createServerClient({ url, key }: ServerAddress, retryAttempts: number): Client {
  return createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts,
    ...(key ? { connectionParams: { authorization: `Bearer ${key}` } } : {}),
  });
}

/**
 * The results of an operation, one after the other.
 *
 * @throws {ConnectionError} when the server answers with an error, or is no Lex
 * @throws whatever the client throws when the connection can't be made, or breaks
 */
export async function* resultsOf<Result, Variables extends Record<string, unknown>>(
  client: Client,
  url: string,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): AsyncGenerator<Result> {
  for await (const { data, errors } of client.iterate<Result>(requestOf(document, variables))) {
    const [error] = errors ?? [];
    if (error) throw new ConnectionError(error.message);
    if (!data) throw new ConnectionError(`What answers at ${url} is no Lex.`);
    yield data;
  }
}

const refusal = z.array(z.object({ message: z.string() })).min(1);
const closeEvent = z.object({ code: z.number(), reason: z.string() });
/** The event of `ws` for a connection that failed. */
const failure = z.object({ message: z.string() });

/** Why a connection failed: the server refused, or closed it, or something else went wrong. */
export type Cause =
  | { readonly kind: 'refused'; readonly error: ConnectionError }
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Reads whatever was thrown while a server was asked. */
export function readCause(error: unknown): Cause {
  if (error instanceof ConnectionError) return { kind: 'refused', error };
  const refused = refusal.safeParse(error);
  if (refused.success) {
    return { kind: 'refused', error: new ConnectionError(refused.data[0]?.message ?? 'The server refused the call.') };
  }
  const closed = closeEvent.safeParse(error);
  if (!closed.success) return { kind: 'failed', reason: failure.safeParse(error).data?.message || messageOf(error) };
  return closed.data.code === CloseCode.Forbidden
    ? { kind: 'refused', error: new ConnectionError('The server refuses this key: see --key.') }
    : { kind: 'closed', ...closed.data };
}
