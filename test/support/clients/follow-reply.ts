import { setTimeout as sleep } from 'node:timers/promises';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { ReplyStreamDocument, type ReplyStreamSubscription } from '../../../src/generated/graphql.ts';

type ReplyEvent = ReplyStreamSubscription['replyStream'];

const LIMIT_MS = 120_000;
const SILENCE_MS = 60_000;
const PAUSE_MS = 50;

export interface FollowOptions {
  /** Without a path: `http://127.0.0.1:port`. */
  readonly url: string;
  readonly messageId: string;
  /** @default websocket */
  readonly over?: 'websocket' | 'sse';
  /** The value of the header `Authorization`. @default none */
  readonly authorization?: string | undefined;
  readonly onEvent?: (event: ReplyEvent) => void;
  /** Ends it at once: it throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** After so long without an event another connection is opened, in milliseconds. @default a minute */
  readonly silenceMs?: number;
  /** After so long it gives up, in milliseconds. @default two minutes */
  readonly limitMs?: number;
}

/**
 * Follows a reply as an app does: when its connection ends or is silent it opens another, and goes on from its last
 * cursor.
 *
 * @returns the events in order, and how often it had to connect again
 * @throws what the last connection failed with, when the reply has not ended within the limit
 */
export async function followReply(options: FollowOptions): Promise<{ events: ReplyEvent[]; reconnects: number }> {
  const { messageId, onEvent, signal, silenceMs = SILENCE_MS, limitMs = LIMIT_MS } = options;
  const events: ReplyEvent[] = [];
  const deadline = performance.now() + limitMs;
  for (let reconnects = 0; ; reconnects++) {
    const connection = options.over === 'sse' ? overSse(options) : overWebSocket(options);
    let failure: unknown = new Error('The stream ended before the reply.');
    try {
      const stream = connection.stream({ messageId, after: events.at(-1)?.cursor ?? null });
      for (;;) {
        const next = await orSilence(stream.next(), silenceMs, signal);
        if (next.done) break;
        const { data, errors } = next.value;
        if (!data) throw new Error(JSON.stringify(errors));
        events.push(data.replyStream);
        onEvent?.(data.replyStream);
      }
      if (['COMPLETED', 'FAILED', 'STOPPED'].includes(events.at(-1)?.kind ?? '')) return { events, reconnects };
    } catch (error) {
      failure = error;
    } finally {
      connection.end();
    }
    signal?.throwIfAborted();
    if (performance.now() > deadline) throw failure;
    await sleep(PAUSE_MS, undefined, { signal });
  }
}

interface Variables extends Record<string, unknown> {
  readonly messageId: string;
  readonly after: string | null;
}

interface Connection {
  stream(
    variables: Variables,
  ): AsyncIterableIterator<{ data?: ReplyStreamSubscription | null; errors?: readonly unknown[] }>;
  end(): void;
}

/**
 * A handshake that gets no answer is given up, so that nothing waits for it. One that is ended before its handshake
 * fails, which graphql-ws doesn't listen for any more by then.
 */
export class ImpatientWebSocket extends WebSocket {
  constructor(address: string, protocols: string | string[]) {
    super(address, protocols, { handshakeTimeout: 10_000 });
    this.on('error', () => undefined);
  }
}

function overWebSocket({ url, authorization, silenceMs = SILENCE_MS }: FollowOptions): Connection {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: ImpatientWebSocket,
    retryAttempts: 0,
    connectionAckWaitTimeout: silenceMs,
    ...(authorization === undefined ? {} : { connectionParams: { authorization } }),
  });
  return {
    stream: (variables) =>
      client.iterate<ReplyStreamSubscription>({ query: ReplyStreamDocument.toString(), variables }),
    end: () => client.terminate(),
  };
}

function overSse({ url, authorization }: FollowOptions): Connection {
  const client = createSseClient({
    url: `${url}/graphql`,
    retryAttempts: 0,
    headers: authorization === undefined ? {} : { authorization },
  });
  return {
    stream: (variables) =>
      client.iterate<ReplyStreamSubscription>({ query: ReplyStreamDocument.toString(), variables }),
    end: () => client.dispose(),
  };
}

async function orSilence<T>(next: Promise<T>, silenceMs: number, signal: AbortSignal | undefined): Promise<T> {
  const over = new AbortController();
  const ending = signal ? AbortSignal.any([over.signal, signal]) : over.signal;
  const silence = sleep(silenceMs, undefined, { signal: ending }).then(() => {
    throw new Error(`Nothing came for ${silenceMs} ms.`);
  });
  try {
    return await Promise.race([next, silence]);
  } finally {
    over.abort();
    // Whichever of the two has lost ends by what is done to the connection.
    silence.catch(() => undefined);
    next.catch(() => undefined);
  }
}
