import { connect, type Socket } from 'node:net';
import { type Answer, readAnswer } from './read-answer.ts';

// All connections read into the same memory: what is read is looked at before the next read.
const READ_BYTES = 64 * 1024;
const shared = Buffer.allocUnsafe(READ_BYTES);

/**
 * A connection that sends the same bytes again and again, one request at a time. A client of HTTP in general takes more
 * of the processor for a request than a server on `node:http` does, and would be what is measured.
 */
export class KeptConnection {
  readonly #socket: Socket;
  #held: Buffer | undefined;

  /** @param on.answer is called with each answer; the next request may be sent from then on */
  constructor(
    port: number,
    on: { readonly answer: (answer: Answer) => void; readonly failed: (error: Error) => void },
  ) {
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: shared,
        callback: (length) => {
          try {
            this.#read(shared.subarray(0, length), on.answer);
          } catch (error) {
            on.failed(error instanceof Error ? error : new Error(String(error)));
          }
          return true;
        },
      },
    });
    this.#socket.on('error', on.failed);
    this.#socket.on('end', () => on.failed(new Error('The server has closed a connection.')));
  }

  send(request: Buffer): void {
    this.#socket.write(request);
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(piece: Buffer, onAnswer: (answer: Answer) => void): void {
    const bytes = this.#held ? Buffer.concat([this.#held, piece]) : piece;
    const answer = readAnswer(bytes);
    if (!answer) {
      this.#held = this.#held ? bytes : Buffer.from(piece);
      return;
    }
    if (answer.end < bytes.length) throw new Error('There are more bytes than those of one answer.');
    this.#held = undefined;
    onAnswer(answer);
  }
}
