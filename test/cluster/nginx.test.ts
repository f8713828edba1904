import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { createNginxProcess, FRONT_PORT } from '../../scripts/cluster/nginx-process.ts';
import { whyNoTopology } from '../../scripts/cluster/topology.ts';
import { LONGEST_WAIT_MS } from '../../src/chat/turns/send-message.ts';
import { sendStream } from '../../src/edge/http/writing/send-stream.ts';
import { STREAM_FORMS } from '../../src/edge/http/writing/stream-forms.ts';
import { startEdge } from '../support/edge/start-edge.ts';
import { freePort } from '../support/free-port.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const missing = whyNoTopology();
beforeEach(({ skip }) => skip(missing !== undefined, missing));

/** What one of the three behind nginx was sent, in full. */
interface Received {
  readonly upstream: number;
  readonly method: string | undefined;
  readonly body: Buffer;
  readonly socket: Socket;
}

type Answer = (received: Received, response: ServerResponse) => void;

/** The real nginx.conf before three servers of the test's own, so that they can tell what they were sent. */
async function startFront(answer: Answer, edit: (config: string) => string = (config) => config) {
  const received: Received[] = [];
  const servers = await Promise.all(
    [0, 1, 2].map(async (upstream) => {
      const server = createServer(async (incoming: IncomingMessage, response) => {
        const { method, socket } = incoming;
        const one = { upstream, method, socket, body: await buffer(incoming) };
        if (incoming.url !== '/graphql') return response.end();
        received.push(one);
        answer(one, response);
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      onTestFinished(() => {
        server.close();
        server.closeAllConnections();
      });
      return server;
    }),
  );
  const port = await freePort();
  const ports = new Map([[FRONT_PORT, port]]);
  for (const [index, server] of servers.entries()) {
    const address = server.address();
    if (typeof address === 'object' && address) ports.set(String(4001 + index), String(address.port));
  }
  const directory = await temporaryDirectory();
  const nginx = await createNginxProcess({ packageRoot, directory, ports, detached: false, edit });
  onTestFinished(async () => void (await nginx.stop()));
  await nginx.start();
  return { url: `http://127.0.0.1:${port}/graphql`, received, servers, directory };
}

/** Sends over a connection of its own, or over that of an agent. @returns the answer's status and body */
async function send(url: string, method: 'GET' | 'POST', { body = '', agent }: { body?: string; agent?: Agent } = {}) {
  const sent = request(url, { method, agent: agent ?? false });
  sent.end(body);
  const [response]: IncomingMessage[] = await once(sent, 'response');
  // Who answers before it has read all may close before all is written.
  sent.on('error', () => undefined);
  if (!response) throw new Error('There is no response.');
  return { status: response.statusCode, body: await text(response) };
}

it('sends no mutation a second time when the connection breaks, but a query that came with GET', async () => {
  const front = await startFront(({ socket, body }, response) => {
    if (front.received.length > 1 && String(body) !== 'break') response.end('answered');
    else socket.destroy();
  });
  expect((await send(front.url, 'POST', { body: 'break' })).status).toBe(502);
  expect(front.received).toHaveLength(1);

  front.received.length = 0;
  expect(await send(front.url, 'GET')).toEqual({ status: 200, body: 'answered' });
  const [first, second, ...others] = front.received;
  expect([first?.method, second?.method, others]).toEqual(['GET', 'GET', []]);
  expect(first?.upstream).not.toBe(second?.upstream);
});

it('sends no mutation a second time over a connection that was kept open and breaks', async () => {
  const front = await startFront(({ socket, body }, response) => {
    if (String(body) === 'break') socket.destroy();
    else response.end('answered');
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  for (let n = 0; n < 9; n++) expect((await send(front.url, 'POST', { body: 'keep', agent })).status).toBe(200);
  const kept = new Set(front.received.map(({ socket }) => socket));
  expect(kept.size).toBeLessThanOrEqual(3);

  front.received.length = 0;
  expect((await send(front.url, 'POST', { body: 'break', agent })).status).toBe(502);
  expect(front.received.map(({ socket }) => kept.has(socket))).toEqual([true]);
});

it('sends what a process that is gone can’t take to another, mutations too', async () => {
  const front = await startFront((_, response) => response.end('answered'));
  front.servers[1]?.close();
  front.servers[1]?.closeAllConnections();
  const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => send(front.url, 'POST', { body: `${n}` })));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(front.received.map(({ body }) => String(body))).size).toBe(30);
  expect(front.received).toHaveLength(30);
});

it('fails no request and sends none twice while it reads its configuration again', async () => {
  const front = await startFront((_, response) => setTimeout(() => response.end('answered'), 5));
  const pid = Number(await readFile(join(front.directory, 'nginx', 'nginx.pid'), 'utf8'));
  for (let round = 0; round < 3; round++) {
    const before = Array.from({ length: 50 }, (_, n) => send(front.url, 'POST', { body: `${round}-${n}` }));
    process.kill(pid, 'SIGHUP');
    const after = Array.from({ length: 50 }, (_, n) => send(front.url, 'POST', { body: `${round}+${n}` }));
    const answers = await Promise.all([...before, ...after]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  }
  expect(front.received).toHaveLength(300);
  expect(new Set(front.received.map(({ body }) => String(body))).size).toBe(300);
});

it('ends idle connections itself, before Lex does', async () => {
  const config = await readFile(join(packageRoot, 'deploy', 'nginx.conf'), 'utf8');
  const nginxSeconds = Number(/keepalive_timeout (\d+)s;/.exec(config)?.[1]);
  const edge = await startEdge();
  const answer = await edge.post({ query: '{ __typename }' });
  const lexSeconds = Number(/timeout=(\d+)/.exec(answer.headers.get('keep-alive') ?? '')?.[1]);
  // A request that is on its way when the time is over must still arrive in time.
  expect(lexSeconds - nginxSeconds).toBeGreaterThanOrEqual(5);

  // The setting is one that this nginx heeds: with a second instead, the connection is ended from its side.
  const front = await startFront(
    (_, response) => response.end('answered'),
    (text) => text.replace(/keepalive_timeout \d+s;/, 'keepalive_timeout 1s;'),
  );
  await send(front.url, 'POST', { body: 'keep' });
  const socket = front.received[0]?.socket;
  expect(socket?.readableEnded).toBe(false);
  if (socket) await once(socket, 'end');
});

/** `client_max_body_size` of deploy/nginx.conf. */
const MOST_OF_NGINX = 16 * 2 ** 20;

it('takes bodies longer than Lex does by itself, up to a bound', async () => {
  const front = await startFront((_, response) => response.end('answered'));
  const longest = 'x'.repeat(MOST_OF_NGINX);
  expect((await send(front.url, 'POST', { body: longest })).status).toBe(200);
  expect(front.received[0]?.body.length).toBe(MOST_OF_NGINX);
  expect((await send(front.url, 'POST', { body: `${longest}x` })).status).toBe(413);
  expect(front.received).toHaveLength(1);
});

it.each([undefined, 'gzip', 'br'])('passes each event of a stream on as it comes, encoded as %s', async (encoding) => {
  const events = new PassThrough({ objectMode: true });
  const front = await startFront((_, response) => {
    void sendStream(
      events,
      { response, headers: [] },
      { ending: new AbortController().signal, stalledMs: 60_000, pingMs: 60_000 },
      STREAM_FORMS['event-stream'],
    );
    onTestFinished(() => void events.end());
  });
  const headers = { accept: 'text/event-stream', 'accept-encoding': encoding ?? 'identity' };
  const { body, headers: answered } = await fetch(front.url, { headers });
  expect(answered.get('content-encoding') ?? undefined).toBe(encoding);
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let received = '';
  // The next is written only when the one before has arrived: a buffer on the way would wait for ever.
  for (let count = 0; count < 5; count++) {
    events.write(Buffer.from(`${count}`));
    while (!received.endsWith(`data: ${count}\n\n`)) received += (await reader?.read())?.value;
  }
  await reader?.cancel();
});

it('takes no more of a stream than its client reads, so that Lex notices one that has stalled', async () => {
  let ended: () => void = () => {};
  const taken = new Promise<'all of it'>((resolve) => {
    ended = () => resolve('all of it');
  });
  const front = await startFront((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    // Far more than the sockets on the way hold.
    response.write(Buffer.alloc(64 * 1024 * 1024), ended);
  });
  const { body } = await fetch(front.url, { headers: { accept: 'text/event-stream' } });
  const reader = body?.getReader();
  await reader?.read();
  const late = new Promise<'some'>((resolve) => setTimeout(resolve, 1_500, 'some'));
  expect(await Promise.race([taken, late])).toBe('some');
  await reader?.cancel();
});

it('waits for an answer longer than the longest chat that is waited for', async () => {
  const config = await readFile(join(packageRoot, 'deploy', 'nginx.conf'), 'utf8');
  const seconds = Number(/proxy_read_timeout (\d+)s;/.exec(config)?.[1]);
  // What is done before and after the wait takes its time too.
  expect(seconds * 1_000 - LONGEST_WAIT_MS).toBeGreaterThanOrEqual(10_000);
});

it('takes queries in addresses as long as Lex does', async () => {
  const front = await startFront((_, response) => response.end('answered'));
  expect((await send(`${front.url}?query=${'x'.repeat(12_000)}`, 'GET')).status).toBe(200);
});

it('may open as many files as connections, whatever it was started with', async () => {
  const front = await startFront((_, response) => response.end('answered'));
  const config = await readFile(join(packageRoot, 'deploy', 'nginx.conf'), 'utf8');
  const connections = Number(/worker_connections (\d+);/.exec(config)?.[1]);
  const files = Number(/worker_rlimit_nofile (\d+);/.exec(config)?.[1]);
  expect(files).toBeGreaterThan(connections);
  const pid = (await readFile(join(front.directory, 'nginx', 'nginx.pid'), 'utf8')).trim();
  const [worker = ''] = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ');
  // It takes its limit when it has begun.
  const limit = async () => /Max open files\s+(\d+)/.exec(await readFile(`/proc/${worker}/limits`, 'utf8'))?.[1];
  await expect.poll(async () => Number(await limit())).toBe(files);
});
