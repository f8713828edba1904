import { type AnyVariables, type Client, cacheExchange, createClient, fetchExchange, mapExchange } from '@urql/core';
import type { Client as SocketClient } from 'graphql-ws';
import { ViewerDocument } from '../generated/graphql.ts';
import { type ApiError, apiErrorOf } from './api-error.ts';
import { ConnectionState } from './connection-state.ts';
import type { Credential } from './credential.ts';
import { type Document, documentOf } from './document.ts';
import { createFollow, type Follow } from './follow.ts';
import { openSocket } from './socket.ts';
import { createUpload, type Upload } from './upload.ts';

/** How long an answer may take, in milliseconds: a network that was cut gives neither one nor an error. */
const ANSWER_WITHIN_MS = 60_000;
/** After which time without one it is asked whether the server is there at all, in milliseconds. */
const DOUBT_AFTER_MS = 1_500;

/** The API of Lex, as all pages use it. Operations are sent by their hashes alone. */
export interface Api {
  readonly connection: ConnectionState;
  /** For urql's hooks. */
  readonly client: Client;
  /**
   * Asks the server, past what is kept of earlier answers.
   *
   * @throws {ApiError}
   */
  ask<Result, Variables extends AnyVariables>(
    document: Document<Result, Variables>,
    variables: Variables,
  ): Promise<Result>;
  /**
   * Runs a mutation. Queries on the page that show something of a type that it answers with are asked again.
   *
   * @param options.outlivesPage whether the request is to arrive even when the page is gone
   * @throws {ApiError}
   */
  change<Result, Variables extends AnyVariables>(
    document: Document<Result, Variables>,
    variables: Variables,
    options?: { readonly outlivesPage?: boolean },
  ): Promise<Result>;
  /** Sends a file that a message is to have. @throws {ApiError} */
  readonly upload: Upload;
  /** Follows a subscription, through losses of the connection, until it ends or is ended. */
  readonly follow: Follow;
  /** Ends the socket with all that runs on it, and the credential’s renewal. */
  close(): void;
}

/** @param credential what requests and sockets show */
export function createApi(credential: Credential): Api {
  const connection = new ConnectionState();
  const noteError = ({ code }: ApiError) => {
    if (code === 'UNREACHABLE') connection.attempt('unreachable');
    if (code === 'UNAUTHENTICATED') credential.refused();
  };
  const socket = openSocket({ credential, connection, forbidden: () => void askWho() });
  // A request is answered with why, and what refuses it is told to the credential like any other.
  const askWho = () => api.ask(ViewerDocument, {}).catch(() => undefined);
  const client = createClient({
    url: '/graphql',
    preferGetMethod: false,
    exchanges: [cacheExchange, mapExchange({ onError: (error) => noteError(apiErrorOf(error)) }), fetchExchange],
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers);
      const authorization = await credential.current();
      if (authorization !== undefined) headers.set('authorization', authorization);
      headers.set('accept', 'application/graphql-response+json, application/json');
      const doubt = setTimeout(socket.doubt, DOUBT_AFTER_MS);
      const signals = [AbortSignal.timeout(ANSWER_WITHIN_MS), ...(init?.signal ? [init.signal] : [])];
      try {
        const response = await fetch(input, { ...init, headers, signal: AbortSignal.any(signals) });
        connection.attempt('reached');
        return response;
      } finally {
        clearTimeout(doubt);
      }
    },
  });
  const api: Api = {
    connection,
    client,
    async ask(document, variables) {
      const answer = await client.query(documentOf(document), variables, { requestPolicy: 'network-only' }).toPromise();
      return dataOf(answer);
    },
    async change(document, variables, { outlivesPage = false } = {}) {
      const context = outlivesPage ? { fetchOptions: { keepalive: true } } : undefined;
      return dataOf(await client.mutation(documentOf(document), variables, context).toPromise());
    },
    upload: createUpload(credential),
    follow: createFollow({ socket: socket.client, connection, refused: () => credential.refused() }),
    close() {
      credential.close();
      connection.close();
      closeSocket(socket.client);
    },
  };
  return api;
}

function dataOf<Result>({ data, error }: { data?: Result | undefined; error?: Error | undefined }): Result {
  if (error) throw apiErrorOf(error);
  if (data === undefined || data === null) throw apiErrorOf(new Error('The answer was empty.'));
  return data;
}

function closeSocket(socket: SocketClient): void {
  socket.terminate();
  void socket.dispose();
}
