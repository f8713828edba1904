import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { createLexClient, type LexClientOptions } from '../../client/src/lex-client.ts';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const json =
  (body: unknown, status = 200): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const page =
  (status: number): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>Sorry</h1>');
const refusal = (code: string, retryAfterMs?: number): Answer =>
  json({ errors: [{ message: 'No.', extensions: { code, retryAfterMs } }] }, 503);
const hangs: Answer = () => undefined;
const breaks: Answer = (response) => response.destroy();
const stops = json({ data: { stopReply: { id: 'r' } } });

/** A stream that is sent in pieces of so many bytes, whatever they cut through. */
const streams =
  (text: string, bytes = 1_000_000): Answer =>
  async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    const all = Buffer.from(text);
    for (let at = 0; at < all.length; at += bytes) {
      response.write(all.subarray(at, at + bytes));
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  };
const next = (event: object): string => `event: next\ndata: ${JSON.stringify({ data: { replyStream: event } })}\n\n`;
const delta = (cursor: string, text: string): string =>
  next({ kind: 'DELTA', cursor, text, reasoning: null, message: null });
const DONE = next({ kind: 'COMPLETED', cursor: '1-9', text: null, message: { id: 'r', content: 'all' } });
const COMPLETE = 'event: complete\ndata:\n\n';

/** A client of a server that gives these answers in turn, the last again and again, and what the server was asked. */
async function against(answers: readonly [Answer, ...Answer[]], options: Partial<LexClientOptions> = {}) {
  const asked: { variables: Record<string, unknown>; authorization: string | undefined }[] = [];
  const server = createServer(async (request, response) => {
    response.on('error', () => undefined);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    asked.push({ ...JSON.parse(Buffer.concat(parts).toString()), authorization: request.headers.authorization });
    (answers[asked.length - 1] ?? answers[answers.length - 1])?.(response, request);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const told: string[] = [];
  const client = createLexClient({
    url: `http://127.0.0.1:${port}/graphql`,
    firstWaitMs: 1,
    tries: 4,
    onRetry: ({ code }) => told.push(code),
    ...options,
  });
  const read = async () => {
    let text = '';
    for await (const event of client.follow('r')) if (event.kind === 'DELTA') text += event.text;
    return text;
  };
  return { client, asked, told, read };
}

it('asks again when what stands before the server has no answer, and when the server refuses for now', async () => {
  const { client, told } = await against(
    [page(502), breaks, page(503), refusal('OVERLOADED', 5), page(504), refusal('RATE_LIMITED'), stops],
    { tries: 10 },
  );
  await client.stop('r');
  expect(told).toEqual(['UNREACHABLE', 'UNREACHABLE', 'UNREACHABLE', 'OVERLOADED', 'UNREACHABLE', 'RATE_LIMITED']);
});

it.each<[string, Answer, string, number]>([
  ['no more than so often', breaks, 'UNREACHABLE', 4],
  ['not for ever when nothing is answered', hangs, 'UNREACHABLE', 4],
  ['not where there is a page', page(200), 'UNEXPECTED', 1],
  ['not where there is nothing', page(404), 'UNEXPECTED', 1],
  ['not when it is refused', refusal('FORBIDDEN'), 'FORBIDDEN', 1],
  ['not when it is refused in a way that only newer servers know', refusal('TEAPOT'), 'TEAPOT', 1],
  ['not before a wait that is too long', refusal('RATE_LIMITED', 3_600_000), 'RATE_LIMITED', 1],
  ['not when the answer is a list', json([]), 'UNEXPECTED', 1],
  ['not when the answer is null', json(null), 'UNEXPECTED', 1],
  ['not when it holds neither data nor errors', json({ data: null, errors: [] }), 'UNEXPECTED', 1],
  ['not when its errors are none', json({ errors: ['no'] }), 'UNEXPECTED', 1],
])('asks again, but %s', async (_, answer, code, times) => {
  const { client, asked } = await against([answer], answer === hangs ? { silenceMs: 150 } : {});
  await expect(client.stop('r')).rejects.toMatchObject({ name: 'LexError', code });
  expect(asked).toHaveLength(times);
});

it.each([1, 3, 7, 1_000])('reads a stream in pieces of %i bytes, with what it may hold besides', async (bytes) => {
  const strange = ': ping\r\n\r\nid: 5\r\nretry: 10\r\ndata\n\nevent: other\ndata: {}\n\n:\n\n';
  const crlf = delta('1-2', '☂ 👩‍🚀').replaceAll('\n', '\r\n');
  const text = `${strange}${delta('1-1', 'über ')}${crlf}${DONE}${COMPLETE}`;
  const { read, told } = await against([streams(text, bytes)]);
  expect([await read(), told]).toEqual(['über ☂ 👩‍🚀', []]);
});

it('goes on from the last event that was whole, and leaves out none', async () => {
  const first = delta('1-1', 'one ') + delta('1-2', 'two ').slice(0, -4);
  const { read, asked } = await against([
    streams(first),
    streams(`${delta('1-2', 'two ')}${COMPLETE}`),
    streams(`${delta('1-3', 'three')}${DONE}`),
  ]);
  expect(await read()).toBe('one two three');
  expect(asked.map(({ variables }) => variables['after'])).toEqual([null, '1-1', '1-2']);
});

it('begins anew when the server does, and passes over what it doesn’t know', async () => {
  const unknown = next({ kind: 'AUDIO', cursor: '1-2', text: null, message: null });
  const restarted = next({ kind: 'RESTARTED', cursor: '2-0', text: null, message: null });
  const text = `${delta('1-1', 'wrong')}${unknown}${restarted}${delta('2-1', 'right')}${DONE}`;
  const { client } = await against([streams(text)]);
  const contents: unknown[] = [];
  for await (const event of client.follow('r')) contents.push('content' in event ? event.content : event.kind);
  expect(contents).toEqual(['wrong', 'RESTARTED', 'right', 'COMPLETED']);
});

it('gives up a stream that goes silent, or never ends a line', async () => {
  const silent: Answer = (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(delta('1-1', 'one '));
  };
  const { read, told } = await against([silent, streams(`${delta('1-2', 'two')}${DONE}`)], { silenceMs: 150 });
  expect([await read(), told]).toEqual(['one two', ['UNREACHABLE']]);
  const endless: Answer = async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const chunk = 'x'.repeat(2 ** 20);
    while (!response.destroyed && response.write(`${chunk}`)) await new Promise((resolve) => setImmediate(resolve));
    response.on('drain', () => response.write(chunk));
  };
  await expect((await against([endless])).read()).rejects.toMatchObject({ code: 'UNEXPECTED' });
});

it('shows no token where there is none, and a key as it was given', async () => {
  const none = await against([stops]);
  await none.client.stop('r');
  const key = await against([stops], { token: 'lex_key' });
  await key.client.stop('r');
  expect([none.asked[0]?.authorization, key.asked[0]?.authorization]).toEqual([undefined, 'Bearer lex_key']);
});

it('leaves nothing behind of what somebody’s signal was given to', async () => {
  const { client } = await against([stops]);
  const { signal } = new AbortController();
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...given: Parameters<typeof addEventListener>) => {
    listeners += 1;
    addEventListener.apply(signal, given);
  };
  signal.removeEventListener = (...given: Parameters<typeof removeEventListener>) => {
    listeners -= 1;
    removeEventListener.apply(signal, given);
  };
  await client.stop('r', { signal });
  await expect.poll(() => listeners).toBe(0);
});
