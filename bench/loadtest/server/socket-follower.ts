import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { callFailure } from './call-failure.ts';
import { type Follower, readReplyEvent, replyRequest } from './follower.ts';

const ACKNOWLEDGED_WITHIN_MS = 10_000;
/** Like an open tab, whose socket stays between replies. */
const KEPT_MS = 3_600_000;

/** Follows replies over one WebSocket, which is opened again for the next reply when it has broken. */
export function createSocketFollower(url: URL, key: string | undefined): Follower {
  const client = createClient({
    url: url.href.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    // Open before the first reply, whose time would include that.
    lazy: false,
    lazyCloseTimeout: KEPT_MS,
    // The subscription tells.
    onNonLazyError: () => undefined,
    connectionAckWaitTimeout: ACKNOWLEDGED_WITHIN_MS,
    ...(key !== undefined && { connectionParams: { authorization: `Bearer ${key}` } }),
  });
  return {
    follow: (replyId, { after, signal, onEvent }) =>
      new Promise<void>((resolve, reject) => {
        const ends: (() => void)[] = [];
        let isOver = false;
        const over = (settle: () => void): void => {
          if (isOver) return;
          isOver = true;
          for (const end of ends) end();
          settle();
        };
        const fail = (error: unknown): void => over(() => reject(callFailure(error)));
        const abort = (): void => over(() => reject(signal.reason));
        if (signal.aborted) return abort();
        signal.addEventListener('abort', abort, { once: true });
        ends.push(() => signal.removeEventListener('abort', abort));
        // After some ends of a socket the client would subscribe again by itself, from a cursor that is old by then.
        ends.push(client.on('closed', fail));
        const unsubscribe = client.subscribe(replyRequest(replyId, after), {
          next(payload) {
            if (isOver) return;
            try {
              onEvent(readReplyEvent(payload));
            } catch (error) {
              fail(error);
            }
          },
          error: fail,
          complete: () => over(resolve),
        });
        ends.push(unsubscribe);
      }),
    close() {
      // A socket whose other end doesn't answer is given up by the end of the process.
      Promise.resolve(client.dispose()).catch(() => undefined);
    },
  };
}
