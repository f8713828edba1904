import { type Client, CloseCode, createClient } from 'graphql-ws';
import type { ConnectionState } from './connection-state.ts';
import type { Credential } from './credential.ts';

/** How often an open socket is asked for a sign of life, in milliseconds. */
const ASK_EVERY_MS = 10_000;
/** How long that sign may take: a network that was cut gives none, and no error either. */
const ANSWER_WITHIN_MS = 5_000;
/** A page that stood still hears its timers before its messages: it reads first what has come, for so long. */
const READ_FIRST_MS = 500;
/** How long a socket may take to open, and the server to let it in, in milliseconds. */
const OPEN_WITHIN_MS = 10_000;

export interface SocketOptions {
  readonly credential: Credential;
  readonly connection: ConnectionState;
  /** Called when the server lets the socket in no more: what was shown has ended, or never held. */
  readonly forbidden: () => void;
}

/** How long it may take when there is reason to doubt that the server can be reached, in milliseconds. */
const DOUBTED_MS = 1_500;

/** The socket, and what asks it for a sign of life out of turn. */
export interface OpenSocket {
  readonly client: Client;
  /** Ends it if the server doesn't answer on it soon. One that isn't open shows by itself how that goes. */
  doubt(): void;
}

/**
 * The socket of all subscriptions. It opens with the first and closes when the last has ended. It never subscribes
 * again by itself, which would be with the variables of the first time: who subscribed does it, from where it is.
 */
export function openSocket({ credential, connection, forbidden }: SocketOptions): OpenSocket {
  let socket: WebSocket | undefined;
  let late: ReturnType<typeof setTimeout> | undefined;
  const alive = () => clearTimeout(late);
  const expectWithin = (ms: number) => {
    alive();
    late = setTimeout(() => {
      late = setTimeout(() => client.terminate(), READ_FIRST_MS);
    }, ms);
  };

  const client = createClient({
    url: () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
    connectionParams: async () => {
      const authorization = await credential.current();
      return authorization === undefined ? {} : { authorization };
    },
    retryAttempts: 0,
    lazyCloseTimeout: 3_000,
    keepAlive: ASK_EVERY_MS,
    on: {
      connecting: () => expectWithin(OPEN_WITHIN_MS),
      connected: (opened) => {
        alive();
        socket = opened instanceof WebSocket ? opened : undefined;
        connection.attempt('reached');
      },
      ping: (received) => {
        if (!received) expectWithin(ANSWER_WITHIN_MS);
      },
      pong: (received) => {
        if (received) alive();
      },
      closed: (event) => {
        alive();
        socket = undefined;
        if (!(event instanceof CloseEvent)) return;
        if (event.code === CloseCode.Unauthorized) credential.refused();
        if (event.code === CloseCode.Forbidden) forbidden();
      },
    },
  });
  // A fresh token of the same user goes to the socket that is open: what runs on it runs on.
  credential.onRenewed((authorization) => {
    if (socket?.readyState !== WebSocket.OPEN) return;
    socket.send(JSON.stringify({ type: 'ping', payload: { authorization } }));
  });
  return {
    client,
    doubt() {
      if (socket?.readyState !== WebSocket.OPEN) return;
      socket.send('{"type":"ping"}');
      expectWithin(DOUBTED_MS);
    },
  };
}
