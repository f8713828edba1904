import { expect, it, vi } from 'vitest';
import { openRaw } from '../support/clients/raw-socket.ts';
import { type Edge, startEdge } from '../support/edge/start-edge.ts';
import { type Slow, slowClient } from './slow-client.ts';

const EVERY_MS = 50;
/** Short, but long enough for whoever is only slow because the machine is busy. */
const TIMES = {
  headMs: 15_000,
  requestMs: 20_000,
  lookMs: 200,
  stalledMs: 10_000,
  leastBytesPerMs: 1_000_000,
  uploadBytesPerMs: 1,
};

const lines = (...all: string[]): string => `${all.join('\r\n')}\r\n`;
const post = (...headers: string[]): string =>
  lines('POST /graphql HTTP/1.1', 'Host: localhost', 'Content-Type: application/json', ...headers, '');
const upload = (bytes: number): string =>
  lines('PUT /uploads?token=any HTTP/1.1', 'Host: localhost', `Content-Length: ${bytes}`, 'Connection: close', '');
const BEGIN = '{"query":"{ hello }';

const TIMED_OUT = 'HTTP/1.1 408 Request Timeout';
const ATTACKS: Readonly<Record<string, Slow & { readonly answer: string }>> = {
  'a connection on which nothing comes': { begins: '', answer: TIMED_OUT },
  'a request line without end': { begins: 'GET /graph', goesOn: 'q', answer: TIMED_OUT },
  'a head that trickles': { begins: `${lines('GET /graphql HTTP/1.1')}X: `, goesOn: 'x', answer: TIMED_OUT },
  'a head of ever more headers': { begins: lines('GET /graphql HTTP/1.1'), goesOn: 'X: y\r\n', answer: TIMED_OUT },
  'a body that trickles': { begins: post('Content-Length: 10000') + BEGIN, goesOn: ' ', answer: TIMED_OUT },
  'a body that is shorter than it says': { begins: post('Content-Length: 100') + BEGIN, answer: TIMED_OUT },
  'a body that waits to be asked for': {
    begins: post('Content-Length: 100', 'Expect: 100-continue'),
    answer: 'HTTP/1.1 100 Continue',
  },
  'chunks without end': { begins: post('Transfer-Encoding: chunked'), goesOn: '1\r\n \r\n', answer: TIMED_OUT },
  'a chunk without end': { begins: `${post('Transfer-Encoding: chunked')}ffff\r\n`, goesOn: ' ', answer: TIMED_OUT },
  'an extension of a chunk without end': {
    begins: `${post('Transfer-Encoding: chunked')}1;`,
    goesOn: 'x',
    answer: TIMED_OUT,
  },
  'trailers without end': {
    begins: `${post('Transfer-Encoding: chunked')}0\r\n`,
    goesOn: 'X: y\r\n',
    answer: TIMED_OUT,
  },
  'a compressed body that trickles': {
    begins: post('Content-Encoding: gzip', 'Content-Length: 10000'),
    goesOn: '\x1f',
    answer: 'HTTP/1.1 415 Unsupported Media Type',
  },
  'a form that trickles': {
    begins: lines('POST /graphql HTTP/1.1', 'Host: localhost', 'Content-Length: 10000', ''),
    goesOn: 'a',
    answer: 'HTTP/1.1 415 Unsupported Media Type',
  },
  'a body that trickles to where there is nothing': {
    begins: lines('POST /nothing HTTP/1.1', 'Host: localhost', 'Content-Length: 10000', ''),
    goesOn: 'a',
    answer: 'HTTP/1.1 404 Not Found',
  },
  'an upload that trickles': { begins: upload(10_000_000), goesOn: 'a', answer: TIMED_OUT },
  'an upload on which nothing comes any more': { begins: `${upload(10_000_000)}beginning`, answer: TIMED_OUT },
  'an answer that nobody reads': unread('application/json', '{ large(characters: 8000000) }'),
  'an answer that nobody reads as a stream': unread('text/event-stream', '{ large(characters: 8000000) }'),
  'a stream that nobody reads': unread('text/event-stream', 'subscription { flood }'),
  'answers that nobody reads, asked for at once': {
    ...unread('application/json', '{ large(characters: 1000000) }', 40),
  },
};

function unread(accept: string, query: string, times = 1): Slow & { readonly answer: string } {
  const body = JSON.stringify({ query });
  const request = `${post(`Accept: ${accept}`, `Content-Length: ${body.length}`)}${body}`;
  // What it sends between requests keeps the connection from being idle, and says when it is gone.
  return { begins: request.repeat(times), goesOn: '\r\n', reads: false, answer: '' };
}

/** The server answers others, and finds no fault with itself. */
async function answersOthers({ post: send, logLines }: Edge): Promise<void> {
  expect(await (await send({ query: '{ hello }' })).json()).toEqual({ data: { hello: 'world' } });
  expect(logLines.filter(({ level }) => Number(level) >= 50)).toEqual([]);
}

it('clients that take their time are ended, each with the answer that is safe, and others are answered', async () => {
  const edge = await startEdge({ times: TIMES });
  const ended = Object.entries(ATTACKS).map(
    async ([name, attack]) => [name, await slowClient(edge.port, attack)] as const,
  );
  await answersOthers(edge);
  const answers = Object.fromEntries(await Promise.all(ended));
  expect(answers).toEqual(Object.fromEntries(Object.entries(ATTACKS).map(([name, { answer }]) => [name, answer])));
  await vi.waitFor(() => expect(edge.subscriptions.count).toBe(0));
  await answersOthers(edge);
});

it('hundreds of connections on which nothing comes are ended, and others are answered meanwhile', async () => {
  const edge = await startEdge({ times: TIMES });
  const ended = Array.from({ length: 400 }, () => slowClient(edge.port, { begins: '' }));
  await answersOthers(edge);
  expect(new Set(await Promise.all(ended))).toEqual(new Set([TIMED_OUT]));
});

it('an answer that is read slowly, but read, is not cut off', async () => {
  const edge = await startEdge({ times: { stalledMs: 100 } });
  const response = await edge.post({ query: '{ large(characters: 8000000) }' });
  const reader = response.body?.getReader();
  if (!reader) throw new TypeError('There is no body.');
  let length = 0;
  let pieces = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.length;
    pieces += 1;
    if (pieces % 40 === 0) await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  expect(length).toBe('{"data":{"large":""}}'.length + 8_000_000);
});

it('a file that comes slowly, but comes, is taken beyond the time of other requests', async () => {
  const edge = await startEdge({ times: { requestMs: 300, lookMs: 50, uploadBytesPerMs: 0.001 } });
  const answer = slowClient(edge.port, { begins: upload(40), goesOn: 'a' });
  // It was read to its end: then it is one that nobody has announced.
  expect(await answer).toBe('HTTP/1.1 404 Not Found');
});

it.each<[string, (raw: Awaited<ReturnType<typeof openRaw>>) => void]>([
  ['says nothing', () => undefined],
  ['only pings', ({ socket }) => socket.ping()],
  ['begins a message that has no end', ({ socket }) => socket.send('{"type":', { fin: false })],
  ['sends a message byte by byte', ({ socket }) => socket.send(' ', { fin: false })],
])('a socket that never sends connection_init, but %s, is closed', async (_, act) => {
  const edge = await startEdge({ limits: { initMs: 2_000 } });
  const raw = await openRaw(edge);
  const acting = setInterval(() => act(raw), EVERY_MS);
  expect(await raw.closed).toBe(4408);
  clearInterval(acting);
  await answersOthers(edge);
});

it('a body in a hundred thousand pieces is read as it was sent', async () => {
  const edge = await startEdge();
  const body = JSON.stringify({ query: '{ hello }' }).padEnd(100_000);
  const chunks = [...body].map((each) => `1\r\n${each}\r\n`).join('');
  const head = post('Connection: close', 'Accept: application/json', 'Transfer-Encoding: chunked');
  expect(await slowClient(edge.port, { begins: `${head}${chunks}0\r\n\r\n` })).toBe('HTTP/1.1 200 OK');
});
