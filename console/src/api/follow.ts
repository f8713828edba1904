import type { Client } from 'graphql-ws';
import { type ApiError, errorOfServer } from './api-error.ts';
import type { ConnectionState } from './connection-state.ts';
import { type Document, hashOf } from './document.ts';

export interface Following<Result> {
  /** Called with each event, in order. */
  next(result: Result): void;
  /** Called once, when the subscription has ended by itself. */
  ended?(): void;
  /** Called once, instead, when the server refuses it. */
  failed?(error: ApiError): void;
  /**
   * Called when the server has begun to tell, at first and again after each loss of the connection: what is read from
   * then on has no gap to the events. What isn't resumable is read now, though it was read before.
   */
  began?(): void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Follows a subscription until it has ended or is ended by its signal. When the connection is lost it subscribes again,
 * after a wait that grows, and with the variables of that moment: a cursor moves on with what has been seen.
 *
 * @param variablesOf the variables, asked for each time that it begins
 */
export type Follow = <Result, Variables extends Record<string, unknown>>(
  document: Document<Result, Variables>,
  variablesOf: () => Variables,
  following: Following<Result>,
) => void;

export interface FollowOptions {
  readonly socket: Client;
  readonly connection: ConnectionState;
  /** Called when the server refuses what was shown. */
  readonly refused: () => void;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8_000;
/** What these refuse may be taken later. */
const PASSING: readonly string[] = ['OVERLOADED', 'RATE_LIMITED', 'UNAVAILABLE'];

export function createFollow({ socket, connection, refused }: FollowOptions): Follow {
  let count = 0;
  return (document, variablesOf, following) => {
    const { signal, next } = following;
    let wait = FIRST_WAIT_MS;

    const begin = () => {
      if (signal.aborted) return;
      let over = false;
      const once = (then: () => void) => {
        if (over) return;
        over = true;
        unlisten();
        unlistenPongs();
        signal.removeEventListener('abort', end);
        if (!signal.aborted) then();
      };
      const again = (least = 0) => {
        void afterWait(Math.max(least, wait), signal).then(begin);
        wait = Math.min(2 * wait, LONGEST_WAIT_MS);
      };
      const lost = () => {
        connection.attempt('unreachable');
        again();
      };
      const listening = `${++count}`;
      const unlistenPongs = socket.on('pong', (_, payload) => {
        if (payload?.['listening'] === listening && !signal.aborted) following.began?.();
      });
      const end = socket.subscribe<unknown>(
        // graphql-ws wants a text; the server goes by the hash.
        { query: '', variables: variablesOf(), extensions: { listening }, ...{ documentId: hashOf(document) } },
        {
          next({ data, errors }) {
            if (over || signal.aborted) return;
            wait = FIRST_WAIT_MS;
            const [error] = errors ?? [];
            if (error) once(() => fail(errorOfServer(error)));
            else if (data) next(resultOf(document, data));
          },
          error: (cause) => {
            const [refusal] = Array.isArray(cause) ? cause : [];
            once(() => (refusal ? fail(errorOfServer(refusal)) : lost()));
          },
          complete: () => once(() => following.ended?.()),
        },
      );
      // Whatever the code with which the socket closed: after some, graphql-ws would call it the subscription's end,
      // and after others subscribe again with the cursor of the first time.
      const unlisten = socket.on('closed', () => {
        if (!over) once(lost);
        end();
      });
      signal.addEventListener('abort', end, { once: true });

      const fail = (error: ApiError) => {
        if (error.code === 'UNAUTHENTICATED') refused();
        if (PASSING.includes(error.code)) again(error.retryAfterMs);
        else following.failed?.(error);
      };
    };
    begin();
  };
}

/** Gives an event the type that its operation was generated with. */
function resultOf<Result, Variables>(_: Document<Result, Variables>, data: unknown): Result {
  return data as Result;
}

/** Resolves after a time, give or take a fifth so that many pages don't come at once, or when the network is back. */
function afterWait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      removeEventListener('online', over);
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, ms * (0.8 + 0.4 * Math.random()));
    addEventListener('online', over);
    signal.addEventListener('abort', over);
  });
}
