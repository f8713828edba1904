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

  constructor(socket: WebSocket, stream: Socket, { limits, log }: { limits: SocketLimits; log: Logger }) {
    this.protocol = socket.protocol;
    this.#socket = socket;
    this.#stream = stream;
    this.#limits = limits;
    this.#log = log;
    // ws answers pings by itself: a client that sends them and reads nothing would fill the memory with answers.
    socket.on('ping', () => this.#isOverfull());
    // What a client did wrong in the protocol; ws closes the socket with the code for it.
    socket.on('error', (error) => log.debug({ err: error }, 'socket error'));
  }

  /** Resolves when the system has taken the message, so that the source of a subscription waits for its client. */
  send(data: string): Promise<void> {
    if (this.#socket.readyState !== this.#socket.OPEN || this.#isOverfull()) return Promise.resolve();
    return new Promise((resolve) => {
      const stalled = setTimeout(() => this.terminate('did not read'), this.#limits.stalledMs);
      this.#socket.send(data, () => {
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
      if (this.#socket.readyState !== this.#socket.OPEN || this.#isOverfull()) return;
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

  #isOverfull(): boolean {
    const overfull = this.#socket.bufferedAmount > this.#limits.unsentBytes;
    if (overfull) this.terminate('left too much unread');
    return overfull;
  }
}
