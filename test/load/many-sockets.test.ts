import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { type RawData, WebSocket } from 'ws';
import { ChatDocument } from '../../src/generated/graphql.ts';
import { openFilesLimit } from '../../src/load/open-files.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { startLex } from '../support/lex/lex-process.ts';

/** As many as one process takes. */
const SOCKETS = 10_000;
/** At a time: a few hundred a second. */
const AT_ONCE = 100;
const FOLLOWERS = 200;
/** Of the process's memory, for one socket on which nothing happens. */
const MOST_BYTES = 40_000;

/** Each socket is a file, here and at the server, which keeps some for itself. */
beforeEach(({ skip }) => skip((openFilesLimit() ?? Number.POSITIVE_INFINITY) < 1.1 * SOCKETS, 'too few open files'));

/** A socket that has been let in. It answers pings by itself. */
async function open(url: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    perMessageDeflate: false,
  });
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  const [ack]: RawData[] = await once(socket, 'message');
  expect(JSON.parse(String(ack))).toEqual({ type: 'connection_ack' });
  return socket;
}

/** Resolves with the kinds of what a socket is told of a reply, when that is over. */
async function follow(socket: WebSocket, messageId: string): Promise<string[]> {
  const kinds: string[] = [];
  const over = new Promise<void>((resolve) => {
    socket.on('message', (data: RawData) => {
      const { type, payload } = JSON.parse(String(data));
      if (type === 'next') kinds.push(payload.data.replyStream.kind);
      if (type === 'complete') resolve();
    });
  });
  const query = 'subscription ($messageId: ID!) { replyStream(messageId: $messageId) { kind } }';
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables: { messageId } } }));
  await over;
  return kinds;
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return 1_024 * Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]);
}

it('ten thousand quiet sockets cost little, and what happens comes to who follows it', async () => {
  const lex = await startLex({ LEX_DATA_DIR: await dataDirectory() });
  const sockets: WebSocket[] = [];
  onTestFinished(() => {
    for (const socket of sockets) socket.terminate();
  });
  for (let count = 0; count < AT_ONCE; count += 1) sockets.push(await open(lex.url));
  const before = await residentBytes(lex.pid);
  while (sockets.length < SOCKETS) {
    sockets.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => open(lex.url)))));
  }
  expect(((await residentBytes(lex.pid)) - before) / (SOCKETS - AT_ONCE)).toBeLessThan(MOST_BYTES);

  const refused = new WebSocket(`${lex.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const [, response] = await once(refused, 'unexpected-response');
  expect(response.statusCode).toBe(503);
  response.resume();

  const { chat } = await new GraphqlClient(lex.url).run(ChatDocument, { input: { message: 'what is 6 times 7?' } });
  const followers = sockets.filter((_, index) => index % (SOCKETS / FOLLOWERS) === 0);
  const told = await Promise.all(followers.map((socket) => follow(socket, chat.reply.id)));
  expect(told).toHaveLength(FOLLOWERS);
  for (const kinds of told) expect(kinds.at(-1)).toBe('COMPLETED');

  // None was ended meanwhile; and when they go, others have their room.
  expect(sockets.every(({ readyState }) => readyState === WebSocket.OPEN)).toBe(true);
  const gone = sockets.slice(0, AT_ONCE).map((socket) => once(socket, 'close'));
  for (const socket of sockets.slice(0, AT_ONCE)) socket.close();
  await Promise.all(gone);
  sockets.push(await open(lex.url));
});
