import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { TypedDocumentString } from '../../../src/generated/graphql.ts';
import { type GraphqlFailure, GraphqlRefusal } from './graphql-client.ts';

/** Subscribes over one WebSocket with the client that most apps use. */
export class SubscriptionClient {
  readonly #client: Client;

  constructor(serverUrl: string) {
    this.#client = createClient({
      url: `${serverUrl.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });
  }

  /** Results in order; none is missed, however late it is read. @throws {GraphqlRefusal} */
  async *run<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): AsyncGenerator<Result> {
    const results = this.#client.iterate<Result>({
      query: document.toString(),
      variables: variables as Record<string, unknown>,
    });
    try {
      for await (const { data, errors } of results) {
        if (errors) throw new GraphqlRefusal(errors as readonly GraphqlFailure[]);
        if (data) yield data;
      }
    } catch (error) {
      throw Array.isArray(error) ? new GraphqlRefusal(error) : error;
    }
  }

  async close(): Promise<void> {
    await this.#client.dispose();
  }
}

/** Reads a stream to its end. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of stream) all.push(each);
  return all;
}

/** Reads until something holds, and leaves the stream open. @throws when it ends before */
export async function until<T>(stream: AsyncIterator<T>, holds: (value: T) => boolean): Promise<T> {
  for (;;) {
    const { done, value } = await stream.next();
    if (done) throw new Error('The stream ended before what was waited for came.');
    if (holds(value)) return value;
  }
}
