import { createParser } from 'eventsource-parser';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Edge } from './start-edge.ts';

/** What lets a GET run a text. */
const PREFLIGHTED = { headers: { 'content-type': 'application/json' } };

/** What is asked for. */
export interface Payload {
  readonly query?: string;
  readonly operationName?: string;
  readonly variables?: Record<string, unknown>;
  readonly extensions?: Record<string, unknown>;
  readonly documentId?: string;
}

/** Asks an operation that has one result, or is refused. */
export type Ask = (edge: Edge, payload: Payload) => Promise<unknown>;

export const overHttp: Ask = async ({ post }, payload) => (await post(payload)).json();

export const byGet: Ask = async ({ url }, payload) => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(payload)) {
    search.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return (await fetch(`${url}?${search}`, PREFLIGHTED)).json();
};

export const overSse: Ask = async ({ post }, payload) => {
  const results: unknown[] = [];
  const parser = createParser({ onEvent: ({ event, data }) => event === 'next' && results.push(JSON.parse(data)) });
  parser.feed(await (await post(payload, { accept: 'text/event-stream' })).text());
  if (results.length !== 1) throw new Error(`The stream has ${results.length} results.`);
  return results[0];
};

export const overSocket: Ask = async ({ socketUrl }, payload) => {
  const client = createClient({ url: socketUrl, webSocketImpl: WebSocket, retryAttempts: 0 });
  try {
    // The protocol has a text always; a document that is named has an empty one.
    for await (const result of client.iterate({ query: '', ...payload })) return result;
    throw new Error('The operation ended without a result.');
  } catch (errors) {
    if (!Array.isArray(errors)) throw errors;
    return { errors };
  } finally {
    await client.dispose();
  }
};
