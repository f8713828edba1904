import type { Socket } from 'node:net';
import { CloseCode } from 'graphql-ws';
import type { RawData, WebSocket } from 'ws';
import type { Logger } from '../../log.ts';
import type { SocketLimits } from '../limits/socket-limits.ts';
import { frameText } from './text-frame.ts';

/** The longest message that is copied for each socket, in bytes: two more writes cost about as much. */
const COPIED_BYTES = 16 * 1024;
const CLOSING_BRACE = 0x7d;

interface ConnectionOptions {
  readonly limits: SocketLimits;
  readonly log: Logger;
  /** Of the handshake: in each log line. A logger with it would cost each socket more than all else here. */
  readonly requestId: string;
}

/** The wait of senders for a client that reads slowly. */
interface Drain {
  readonly waiting: (() => void)[];
  readonly stalled: NodeJS.Timeout;
}

/** One client's WebSocket, with bounds on what a client that doesn't read can cost. */
export class SocketConnection {
  readonly #socket: WebSocket;
  readonly #stream: Socket;
  readonly #limits: SocketLimits;
  readonly #log: Logger;
  readonly #requestId: string;
  #bytesRead = 0;
  #unsent = 0;
  #drain: Drain | undefined;

  constructor(socket: WebSocket, stream: Socket, { limits, log, requestId }: ConnectionOptions) {
    this.#socket = socket;
    this.#stream = stream;
    this.#limits = limits;
    this.#log = log;
    this.#requestId = requestId;
    // Not left to ws, which ends the socket of a client that reads, but has sent more than so many pings at once.
    socket.on('ping', (data) => {
      if (!this.#takes()) return;
      this.#unsent += 1;
      socket.pong(data, false, this.#sent);
    });
    // What a client did wrong in the protocol; ws closes the socket with the code for it.
    socket.on('error', (error) => log.debug({ requestId, err: error }, 'socket error'));
  }

  /** Sends a message. What it returns is {@link SocketConnection.taken}. */
  send(data: string): Promise<void> | undefined {
    if (!this.#takes()) return undefined;
    this.#unsent += 1;
    this.#socket.send(data, this.#sent);
    return this.taken();
  }

  /**
   * Sends the message that begins with `start`, goes on with bytes that many sockets may share, and ends with `}`. ws
   * would copy and frame the whole of it for each; what is long isn't even copied here. What it returns is
   * {@link SocketConnection.taken}.
   */
  sendShared(start: string, shared: Buffer): Promise<void> | undefined {
    if (!this.#takes()) return undefined;
    this.#unsent += 1;
    const stream = this.#stream;
    const startLength = Buffer.byteLength(start);
    const length = startLength + shared.length + 1;
    const isShort = length <= COPIED_BYTES;
    const [frame, place] = frameText(start, { length, room: isShort ? length : startLength });
    if (isShort) {
      shared.copy(frame, place);
      frame[place + shared.length] = CLOSING_BRACE;
      stream.write(frame, this.#sent);
    } else {
      stream.cork();
      stream.write(frame);
      stream.write(shared);
      stream.write('}', this.#sent);
      stream.uncork();
    }
    return this.taken();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  /** A failure closes the socket. */
  onMessage(handle: (data: string) => Promise<void> | undefined): void {
    const failed = (error: unknown): void => {
      this.#log.warn({ requestId: this.#requestId, err: error }, 'socket message failed');
      this.close(CloseCode.InternalServerError, 'Internal server error');
    };
    this.#socket.on('message', (data: RawData) => {
      if (!this.#takes()) return;
      try {
        handle(String(data))?.catch(failed);
      } catch (error) {
        failed(error);
      }
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
    this.#log.info({ requestId: this.#requestId, why }, 'socket terminated');
    this.#socket.terminate();
  }

  /** A message has been taken by the system, or the socket is closed: the listener of its `close` cleans up. */
  readonly #sent = (): void => {
    this.#unsent -= 1;
    this.#drain?.stalled.refresh();
    this.#wakeNext();
  };

  /** Senders go on one after the other: all at once they would fill the memory that one client may take. */
  #wakeNext(): void {
    const drain = this.#drain;
    if (!drain || (this.#stream.writableLength > 0 && !this.#stream.destroyed)) return;
    drain.waiting.shift()?.();
    if (drain.waiting.length > 0) setImmediate(() => this.#wakeNext());
    else {
      clearTimeout(drain.stalled);
      this.#drain = undefined;
    }
  }

  /**
   * Undefined when the system has taken the last message, which it mostly has at once. Otherwise a promise, which
   * resolves when it has, so that the source of a subscription waits for its client; one that takes no message for long
   * is ended.
   */
  taken(): Promise<void> | undefined {
    if (this.#stream.writableLength === 0 || this.#stream.destroyed) return undefined;
    this.#drain ??= {
      waiting: [],
      stalled: setTimeout(() => this.terminate('did not read'), this.#limits.stalledMs),
    };
    const { waiting } = this.#drain;
    return new Promise((resolve) => waiting.push(resolve));
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
