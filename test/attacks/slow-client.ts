import { connect } from 'node:net';

/** What a client sends at once, and what it goes on with, piece by piece, for as long as the connection is there. */
export interface Slow {
  readonly begins: string;
  readonly goesOn?: string;
  /** Whether it reads what comes. @default true */
  readonly reads?: boolean;
}

const EVERY_MS = 50;

/**
 * Behaves as a client that takes its time.
 *
 * @returns the first line of the answer, once the server has ended the connection; empty when there was none
 */
export function slowClient(port: number, { begins, goesOn, reads = true }: Slow): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(begins);
  let answer = '';
  if (reads) socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
  const piece = setInterval(() => goesOn !== undefined && socket.write(goesOn), EVERY_MS);
  return new Promise((resolve) => {
    socket.once('close', () => {
      clearInterval(piece);
      resolve(/^.*$/m.exec(answer)?.[0].trim() ?? '');
    });
  });
}
