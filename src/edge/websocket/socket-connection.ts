import type { Socket } from 'node:net';
import type { WebSocket as GraphqlSocket } from 'graphql-ws';
import { CloseCode } from 'graphql-ws';
import type { RawData, WebSocket } from 'ws';
import type { Logger } from '../../log.ts';
import type { SocketLimits } from '../limits/socket-limits.ts';

/** One client's WebSocket as graphql-ws uses it, with bounds on what a client that doesn't read can cost. */
export class SocketConnection implements GraphqlSocket {
  readonly protocol: string;
  readonly #socket: WebSocket;
  readonly #stream: Socket;
  readonly #limits: SocketLimits;
  readonly #log: Logger;
  #bytesRead = 0;
  #unsent = 0;

  constructor(socket: WebSocket, stream: Socket, { limits, log }: { limits: SocketLimits; log: Logger }) {
    this.protocol = socket.protocol;
    this.#socket = socket;
    this.#stream = stream;
    this.#limits = limits;
    this.#log = log;
    // Not left to ws, which ends the socket of a client that reads, but has sent more than so many pings at once.
    socket.on('ping', (data) => {
      if (!this.#takes()) return;
      this.#unsent += 1;
      socket.pong(data, false, () => {
        this.#unsent -= 1;
      });
    });
    // What a client did wrong in the protocol; ws closes the socket with the code for it.
    socket.on('error', (error) => log.debug({ err: error }, 'socket error'));
  }

  /** Resolves when the system has taken the message, so that the source of a subscription waits for its client. */
  send(data: string): Promise<void> {
    if (!this.#takes()) return Promise.resolve();
    return new Promise((resolve) => {
      const stalled = setTimeout(() => this.terminate('did not read'), this.#limits.stalledMs);
      this.#unsent += 1;
      this.#socket.send(data, () => {
        this.#unsent -= 1;
        clearTimeout(stalled);
        // A failure means that the socket is closed: the listener of its `close` cleans up.
        resolve();
      });
    });
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  onMessage(handle: (data: string) => Promise<void>): void {
    this.#socket.on('message', (data: RawData) => {
      if (!this.#takes()) return;
      handle(String(data)).catch((error: unknown) => {
        this.#log.warn({ err: error }, 'socket message failed');
        this.close(CloseCode.InternalServerError, 'Internal server error');
      });
    });
  }

  /** Sends a ping, or ends the socket when nothing at all has come from the client since the last call. */
  checkAlive(): void {
    const silent = this.#stream.bytesRead === this.#bytesRead;
    this.#bytesRead = this.#stream.bytesRead;
    if (silent) this.terminate('is silent');
    else if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  terminate(why: string): void {
    this.#log.info({ why }, 'socket terminated');
    this.#socket.terminate();
  }

  /** Whether more may be sent. A socket whose client has left too much unread is ended here. */
  #takes(): boolean {
    if (this.#socket.readyState !== this.#socket.OPEN) return false;
    const { unsentBytes, unsentMessages } = this.#limits;
    // What waits costs memory of its own beside its bytes: a short answer, a hundred times as much.
    const overfull = this.#socket.bufferedAmount > unsentBytes || this.#unsent > unsentMessages;
    if (overfull) this.terminate('left too much unread');
    return !overfull;
  }
}
