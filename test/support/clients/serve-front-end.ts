import { once } from 'node:events';
import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';
import { freePort } from '../free-port.ts';

/** A front end that listens at another port: a page that runs a script. @returns its address */
export async function serveFrontEnd(script: string): Promise<string> {
  const server = createServer((request, response) => {
    const isScript = request.url === '/client.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(
      isScript
        ? script
        : '<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="/client.js"></script>',
    );
  });
  const port = Number(await freePort());
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://localhost:${port}`;
}
