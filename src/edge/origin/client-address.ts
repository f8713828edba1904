import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** Where a request comes from; undefined when its connection has gone already. */
export type ClientAddress = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string | undefined;

/**
 * Without proxies the address of the connection. With some, the one that the outermost of them saw: each writes where
 * its request came from at the end of `X-Forwarded-For`, so that what a client wrote there itself stands further left
 * and is never read. What is no address counts as none, and the connection's is taken.
 *
 * @param proxies how many stand before this server and are believed
 */
export function createClientAddress(proxies: number): ClientAddress {
  if (proxies === 0) return ({ socket }) => socket.remoteAddress;
  return ({ headers, socket }) => {
    const written = headers['x-forwarded-for'];
    const seen = (Array.isArray(written) ? written.join(',') : (written ?? '')).split(',').map((each) => each.trim());
    const address = seen[Math.max(0, seen.length - proxies)] ?? '';
    return isIP(address) === 0 ? socket.remoteAddress : address;
  };
}
