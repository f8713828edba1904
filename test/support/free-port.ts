import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port that nothing listens on, for a server that must come back where it was. */
export async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return String(typeof address === 'object' && address ? address.port : 0);
}
