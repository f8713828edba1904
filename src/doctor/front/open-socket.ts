import { GRAPHQL_TRANSPORT_WS_PROTOCOL, MessageType } from 'graphql-ws';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { withDeadline } from '../../time/with-deadline.ts';

/** What came of a WebSocket while it was watched. All times are in milliseconds from its beginning. */
export interface WatchedSocket {
  /** The status with which the handshake was refused, and whether Lex did it. */
  readonly refused: { readonly status: number; readonly isOfLex: boolean } | undefined;
  readonly openMs: number | undefined;
  /** When the server let the caller in. */
  readonly letInMs: number | undefined;
  readonly firstEventMs: number | undefined;
  /** When it ended, unless it was let go of here, and why. */
  readonly endedMs: number | undefined;
  readonly end: string | undefined;
  readonly closeCode: number | undefined;
}

const HANDSHAKE_MS = 5_000;
const message = z.object({ type: z.string(), id: z.string().optional() });

export interface SocketOptions {
  readonly key: string | undefined;
  /** What subscribes to the status, and to what mostly stays quiet. */
  readonly status: object;
  readonly quiet: object;
  /** For how long it is watched, in milliseconds. */
  readonly keepMs: number;
  readonly signal: AbortSignal;
}

/** Opens a socket, subscribes to the status until its first event, and to what mostly stays quiet for all the time. */
export function watchSocket(url: string, options: SocketOptions): Promise<WatchedSocket> {
  return withDeadline(options.keepMs, options.signal, (deadline) => watchUntil(deadline, url, options));
}

function watchUntil(deadline: AbortSignal, url: string, { key, status, quiet }: SocketOptions): Promise<WatchedSocket> {
  const started = performance.now();
  const now = () => performance.now() - started;
  const found: { -readonly [Name in keyof WatchedSocket]: WatchedSocket[Name] } = {
    refused: undefined,
    openMs: undefined,
    letInMs: undefined,
    firstEventMs: undefined,
    endedMs: undefined,
    end: undefined,
    closeCode: undefined,
  };
  const socket = new WebSocket(url.replace(/^http/, 'ws'), GRAPHQL_TRANSPORT_WS_PROTOCOL, {
    handshakeTimeout: HANDSHAKE_MS,
  });
  const send = (type: MessageType, more: object = {}) => socket.send(JSON.stringify({ type, ...more }));

  socket.on('unexpected-response', (_, response) => {
    found.refused = { status: response.statusCode ?? 0, isOfLex: response.headers['x-request-id'] !== undefined };
    response.destroy();
    socket.terminate();
  });
  socket.on('open', () => {
    found.openMs = now();
    send(MessageType.ConnectionInit, key ? { payload: { authorization: `Bearer ${key}` } } : {});
  });
  socket.on('message', (data) => {
    const { data: told } = message.safeParse(parsed(String(data)));
    if (told?.type === MessageType.ConnectionAck) {
      found.letInMs = now();
      send(MessageType.Subscribe, { id: 'status', payload: status });
      send(MessageType.Subscribe, { id: 'quiet', payload: quiet });
    } else if (told?.type === MessageType.Next && told.id === 'status' && found.firstEventMs === undefined) {
      found.firstEventMs = now();
      send(MessageType.Complete, { id: 'status' });
    }
  });

  return new Promise((resolve) => {
    let trouble: string | undefined;
    const done = () => resolve({ ...found });
    socket.on('error', (error) => {
      trouble = error.message;
    });
    socket.on('close', (code, reason) => {
      deadline.removeEventListener('abort', letGo);
      found.closeCode = code;
      found.endedMs = now();
      found.end = trouble ?? (String(reason) || `it was closed with ${code}`);
      done();
    });
    const letGo = () => {
      done();
      socket.terminate();
    };
    deadline.addEventListener('abort', letGo, { once: true });
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
