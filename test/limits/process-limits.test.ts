import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { ChatDocument, MessageDocument } from '../../src/generated/graphql.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { startLex } from '../support/lex/lex-process.ts';

/** Runs a command that may have so many files open. */
const withOpenFiles = (files: number) => (command: readonly string[]) => [
  'bash',
  '-c',
  `ulimit -n ${files} && exec "$@"`,
  'bash',
  ...command,
];

it('with too many connections for its open files, a server says so, goes on, and takes new ones later', async () => {
  const dataDir = await dataDirectory();
  const lex = await startLex({ LEX_DATA_DIR: dataDir }, undefined, withOpenFiles(400));
  const client = new GraphqlClient(lex.url);
  const send = (message: string) => client.run(ChatDocument, { input: { message, waitMs: 60_000 } });
  await send('remember that the sky is blue');
  const { port } = new URL(lex.url);
  const sockets: Socket[] = [];
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  // Half of them are kept for the database and the stores. Each connection is used, so that none waits for its head.
  const status = async (path: string): Promise<string> => {
    const socket = connect(Number(port), '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\r\n`);
    const [data] = await once(socket, 'data');
    return String(data).slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length);
  };
  for (let index = 0; index < 200; index += 1) await status('/health/live');
  expect(await status('/graphql?query={viewer{name}}')).toBe('503');
  expect(await status('/health/ready')).toBe('200');

  for (const socket of sockets) socket.destroy();
  await expect.poll(() => send('what is 6 times 7?').then(({ chat }) => chat.reply.content, String)).toContain('42');
  expect(lex.stderr).not.toContain('EMFILE');
  expect(lex.stderr).not.toContain('unexpected error');
});

it('a process that has more memory than it may ends in good order, says why, and the next one goes on', async () => {
  const environment = { LEX_DATA_DIR: await dataDirectory() };
  const lex = await startLex({ ...environment, LEX_MEMORY_LIMIT: '64 MiB' });
  const { chat } = await new GraphqlClient(lex.url).run(ChatDocument, { input: { message: 'what is 6 times 7?' } });
  expect(await lex.exited).toEqual({ code: 1, signal: null });
  expect(lex.stderr).toMatch(/the process has \d+ MiB of memory, more than the 64 MiB that it may have/);
  expect(lex.stderr).toContain('"msg":"stopping"');

  const next = await startLex(environment);
  const client = new GraphqlClient(next.url);
  const reply = async () => (await client.run(MessageDocument, { id: chat.reply.id })).message;
  await expect.poll(reply).toMatchObject({ state: 'COMPLETED', content: expect.stringContaining('42') });
});

it('a server whose heap is nearly full refuses what comes, and answers health and metrics', async () => {
  const lex = await startLex({
    LEX_DATA_DIR: await dataDirectory(),
    LEX_OVERLOAD_HEAP_PERCENT: '10',
    NODE_OPTIONS: '--max-old-space-size=256',
  });
  await lex.printed(/"shortage":"heap"/);
  const answer = await fetch(`${lex.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ viewer { name } }' }),
  });
  expect([answer.status, await answer.json()]).toMatchObject([
    503,
    { errors: [{ extensions: { code: 'OVERLOADED' } }] },
  ]);
  const metrics = await (await fetch(`${lex.url}/metrics`)).text();
  expect(metrics).toContain('lex_shed_total{via="http",shortage="heap"} 1');
  expect(metrics).toContain('lex_overload_level 2');
  expect((await fetch(`${lex.url}/health/ready`)).status).toBe(200);
});
