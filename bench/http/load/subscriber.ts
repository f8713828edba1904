import { randomBytes, randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { CLOSE, PING, pongFrame, readFrame, TEXT, textFrame } from './frames.ts';

const READ_BYTES = 64 * 1024;
const shared = Buffer.allocUnsafe(READ_BYTES);
const HEAD_END = '\r\n\r\n';
/** In each event, but for those that are errors. */
const DATA = Buffer.from('"data":{');

export interface SubscriberOptions {
  readonly url: string;
  readonly query: string;
  /** Is called once, when the subscription has been sent. */
  readonly subscribed: () => void;
  /** Is called for each event. */
  readonly delivered: () => void;
  readonly failed: (error: Error) => void;
}

/**
 * A socket with one subscription, by the protocol graphql-transport-ws. It counts events and doesn't read them: a
 * client that did would take more of the processor than the server that is measured.
 */
export class Subscriber {
  readonly #socket: Socket;
  readonly #options: SubscriberOptions;
  #state: 'handshake' | 'acknowledgement' | 'subscribed' = 'handshake';
  #held: Buffer | undefined;

  constructor(options: SubscriberOptions) {
    this.#options = options;
    const { port, host, pathname } = new URL(options.url);
    this.#socket = connect({
      port: Number(port),
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: shared,
        callback: (length) => {
          this.#read(shared.subarray(0, length));
          return true;
        },
      },
    });
    this.#socket.on('error', options.failed);
    this.#socket.on('end', () => options.failed(new Error('The server has closed a socket.')));
    const lines = [
      `GET ${pathname} HTTP/1.1`,
      `host: ${host}`,
      'connection: Upgrade',
      'upgrade: websocket',
      'sec-websocket-version: 13',
      `sec-websocket-key: ${randomBytes(16).toString('base64')}`,
      'sec-websocket-protocol: graphql-transport-ws',
    ];
    this.#socket.write(`${lines.join('\r\n')}${HEAD_END}`);
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(piece: Buffer): void {
    const bytes = this.#held ? Buffer.concat([this.#held, piece]) : piece;
    let at = 0;
    if (this.#state === 'handshake') {
      const end = bytes.indexOf(HEAD_END);
      if (end !== -1) at = this.#upgraded(bytes, end);
    }
    if (this.#state !== 'handshake') {
      for (let frame = readFrame(bytes, at); frame; frame = readFrame(bytes, at)) {
        this.#take(frame.opcode, bytes.subarray(frame.from, frame.to));
        at = frame.to;
      }
    }
    this.#held = at < bytes.length ? Buffer.from(bytes.subarray(at)) : undefined;
  }

  /** Returns where the first frame begins. */
  #upgraded(bytes: Buffer, headEnd: number): number {
    const head = bytes.toString('latin1', 0, headEnd);
    if (!head.startsWith('HTTP/1.1 101')) this.#options.failed(new Error(`No socket was opened: ${head}`));
    this.#state = 'acknowledgement';
    this.#socket.write(textFrame(JSON.stringify({ type: 'connection_init' })));
    return headEnd + HEAD_END.length;
  }

  #take(opcode: number, payload: Buffer): void {
    if (opcode === PING) this.#socket.write(pongFrame(payload));
    else if (opcode === CLOSE) this.#options.failed(new Error(`A socket was closed: ${payload.subarray(2)}`));
    else if (opcode !== TEXT) this.#options.failed(new Error(`A frame has the opcode ${opcode}.`));
    else if (this.#state !== 'subscribed') this.#subscribe(String(payload));
    else if (payload.includes(DATA)) this.#options.delivered();
    else this.#options.failed(new Error(`A subscription got something else than an event: ${payload}`));
  }

  #subscribe(acknowledgement: string): void {
    if (!acknowledgement.includes('connection_ack')) {
      this.#options.failed(new Error(`A socket was not acknowledged: ${acknowledgement}`));
    }
    this.#state = 'subscribed';
    const message = { id: randomUUID(), type: 'subscribe', payload: { query: this.#options.query } };
    this.#socket.write(textFrame(JSON.stringify(message)));
    this.#options.subscribed();
  }
}
