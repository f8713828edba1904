import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readAnswer } from '../../bench/http/load/read-answer.ts';
import { sendRequests } from '../../bench/http/load/send-requests.ts';
import { openSubscribers } from '../../bench/http/load/subscribers.ts';
import { startEdge } from '../support/edge/start-edge.ts';

/** Serves until the test ends. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return `http://127.0.0.1:${address.port}/graphql`;
}

const ORDER = {
  kind: 'requests',
  body: '{"query":"{ hello }"}',
  headers: { 'cache-control': 'no-cache' },
  connections: 4,
  warmUpMs: 0,
  measureMs: 200,
  serverPid: process.pid,
} as const;

describe('what the benchmark loads servers with', () => {
  it('reads an answer that comes in any pieces, however it says where it ends', () => {
    const answers = [
      'HTTP/1.1 200 OK\r\nAge: 3\r\nContent-Length: 5\r\n\r\nhello',
      'HTTP/1.1 200 OK\r\nage: 3\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n',
    ];
    for (const text of answers) {
      for (let length = 0; length < text.length; length++) {
        expect(readAnswer(Buffer.from(text.slice(0, length)))).toBeUndefined();
      }
      expect(readAnswer(Buffer.from(text))).toEqual({ status: 200, aged: true, end: text.length });
    }
    expect(readAnswer(Buffer.from('HTTP/1.1 204 No\r\nx-age: 3\r\ncontent-length: 0\r\n\r\n'))).toMatchObject({
      status: 204,
      aged: false,
    });
    expect(() => readAnswer(Buffer.from('HTTP/1.1 200 OK\r\n\r\n'))).toThrow('where it ends');
  });

  it('sends whole requests over kept connections, one at a time, and counts what came from a cache', async () => {
    const connections = new Set<unknown>();
    const bodies = new Set<string>();
    let count = 0;
    const url = await serve(async (request, response) => {
      connections.add(request.socket);
      let body = '';
      for await (const piece of request) body += piece;
      bodies.add(`${request.method} ${request.url} ${request.headers['cache-control']} ${body}`);
      response.writeHead(200, count++ % 2 === 0 ? { age: '1' } : {}).end('{"data":null}');
    });
    const result = await sendRequests({ ...ORDER, url });
    expect(connections.size).toBe(ORDER.connections);
    expect([...bodies]).toEqual([`POST /graphql no-cache ${ORDER.body}`]);
    expect(result.perSecond).toBeGreaterThan(0);
    expect(result.p99Ms).toBeGreaterThanOrEqual(result.p50Ms);
    expect(result.agedShare).toBeGreaterThan(0);
    expect(result.agedShare).toBeLessThan(1);
  });

  it('sends no more than its pace, and counts the wait for a free connection', async () => {
    const answerMs = 100;
    const url = await serve((_, response) => void setTimeout(() => response.end('{}'), answerMs));
    const result = await sendRequests({ ...ORDER, url, connections: 1, measureMs: 1_000, perSecond: 50 });
    // Ten are answered in a second at most: each waits longer than the one before.
    expect(result.perSecond).toBeLessThan(11);
    expect(result.p99Ms).toBeGreaterThan(3 * answerMs);
  });

  it.each<[string, RequestListener, RegExp]>([
    ['an answer that is refused', (_, response) => response.writeHead(503).end(), /503/],
    ['a connection that ends', (_, response) => response.destroy(), /closed a connection|ECONNRESET/],
  ])('is broken off by %s', async (_, listener, message) => {
    const url = await serve(listener);
    await expect(sendRequests({ ...ORDER, url })).rejects.toThrow(message);
  });

  it('counts what is delivered to all of its sockets, and is told why one was refused', async () => {
    const edge = await startEdge();
    const failures: Error[] = [];
    const order = { kind: 'subscribe', url: edge.url, sockets: 5 } as const;
    const opened = await openSubscribers({ ...order, query: 'subscription { flood }' }, (error) =>
      failures.push(error),
    );
    onTestFinished(() => opened.close());
    let counted = 0;
    await opened.count(10, { times: 3, counted: () => void counted++ });
    expect(counted).toBe(2);
    expect(failures).toEqual([]);

    const refused = await openSubscribers({ ...order, query: 'subscription { refused }' }, (error) =>
      failures.push(error),
    );
    onTestFinished(() => refused.close());
    await vi.waitFor(() => expect(failures.map(String).join()).toContain('NOT_FOUND'));
  });
});
