import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { PassThrough, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import type { Edge } from './start-edge.ts';

const READERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  br: createBrotliDecompress,
  identity: () => new PassThrough(),
};

export interface OpenedStream {
  readonly response: IncomingMessage;
  /** Resolves when the text has been received that ends with this, or that has a pattern in it. */
  until(wanted: string | RegExp): Promise<string>;
  leave(): void;
}

/**
 * Asks for a stream, and reads what has come of it as each piece of it comes.
 *
 * @param headers of the request; of what isn't given there is none
 */
export async function openStream(
  edge: Pick<Edge, 'url'>,
  query: string,
  { accept = 'text/event-stream', ...headers }: Readonly<Record<string, string>> = {},
): Promise<OpenedStream> {
  const sent = request(edge.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, ...headers },
  });
  sent.on('error', () => undefined);
  sent.end(JSON.stringify({ query }));
  const [response]: IncomingMessage[] = await once(sent, 'response');
  if (!response) throw new Error('There is no response.');
  const { 'content-encoding': encoding = 'identity' } = response.headers;
  const reader = READERS[encoding]?.();
  if (!reader) throw new Error(`Nobody reads ${encoding}.`);
  response.on('error', () => undefined);
  const chunks = response.pipe(reader).setEncoding('utf8')[Symbol.asyncIterator]();
  let received = '';
  return {
    response,
    async until(wanted) {
      const isThere = (): boolean => (typeof wanted === 'string' ? received.endsWith(wanted) : wanted.test(received));
      while (!isThere()) {
        const { value, done } = await chunks.next();
        if (done) throw new Error(`It has ended: ${received}`);
        received += value;
      }
      return received;
    },
    leave: () => sent.destroy(),
  };
}
