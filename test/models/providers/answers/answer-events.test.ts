import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { createLog } from '../../../../src/log.ts';
import { FailureError } from '../../../../src/models/failures/failure.ts';
import { createCompatibleProvider } from '../../../../src/models/providers/compatible.ts';
import type { AnswerPart } from '../../../../src/models/providers/provider.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Asks a server that answers so. */
async function ask(answer: (response: ServerResponse) => void): Promise<AnswerPart[]> {
  const server = createServer((request, response) => {
    request.resume();
    answer(response);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const baseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const prompt = { system: undefined, messages: [{ role: 'user' as const, content: 'Hi' }] };
  const call = { model: 'm', prompt, log: createLog('silent'), signal: AbortSignal.timeout(20_000) };
  const parts: AnswerPart[] = [];
  for await (const part of createCompatibleProvider({ baseUrl, apiKey: undefined }).ask(call)) {
    if (part.kind !== 'sign') parts.push(part);
  }
  return parts;
}

const events = (...chunks: readonly object[]) => chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');
const delta = (content: unknown) => ({ choices: [{ delta: { content } }] });
const stop = { choices: [{ delta: {}, finish_reason: 'stop' }] };
const ended = { kind: 'end', finishReason: 'STOP', inputTokens: undefined, outputTokens: undefined };
const failure = async (answer: (response: ServerResponse) => void) => {
  const error = await ask(answer).catch((reason: unknown) => reason);
  return error instanceof FailureError ? error.failure : error;
};

it('takes what servers leave out, add or send as null', async () => {
  const chunks = [
    { choices: [] },
    { choices: null, usage: null },
    { choices: [{ delta: null }] },
    { choices: [{ delta: { content: null, reasoning: 'Hm.' } }], system_fingerprint: 'x' },
    delta('Hello'),
    stop,
  ];
  expect(await ask((response) => response.end(events(...chunks)))).toEqual([
    { kind: 'reasoning', text: 'Hm.' },
    { kind: 'text', text: 'Hello' },
    ended,
  ]);
});

it('takes the words of a refusal, and tells that it is one', async () => {
  const refusal = { choices: [{ delta: { refusal: 'I won’t.' } }] };
  expect(await ask((response) => response.end(events(refusal, stop)))).toEqual([
    { kind: 'text', text: 'I won’t.' },
    { ...ended, finishReason: 'FILTERED' },
  ]);
});

it('is over with the last event, also when the connection stays open', async () => {
  const parts = await ask((response) => response.write(`${events(delta('Hi'), stop)}data: [DONE]\n\n`));
  expect(parts.at(-1)).toEqual(ended);
});

it('takes an end without a blank line, and other line ends', async () => {
  const text = `: comment\r\n\r\nevent: x\r\ndata:${JSON.stringify(delta('Hi'))}\r\n\r\ndata:${JSON.stringify(stop)}`;
  expect(await ask((response) => response.end(text))).toEqual([{ kind: 'text', text: 'Hi' }, ended]);
});

it.each([
  ['isn’t JSON', 'data: {\n\n', {}],
  ['is no chunk', 'data: {"choices":"none"}\n\n', {}],
  ['is empty', '', {}],
  ['is a page', '<html></html>', { came: 'a web page' }],
])('takes nothing that %s', async (_, text, more) => {
  expect(await failure((response) => response.end(text))).toEqual({ kind: 'garbled', ...more });
});

it.each([
  [
    'breaks the connection',
    (response: ServerResponse) => response.write(events(delta('Hi'), stop), () => response.destroy()),
  ],
  ['keeps it open', (response: ServerResponse) => response.write(events(delta('Hi'), stop))],
])('is over with its reason when the server then %s', async (_, answer) => {
  expect(await ask(answer)).toEqual([{ kind: 'text', text: 'Hi' }, ended]);
});

/** Writes such a text for ever. */
const endless = (text: string) => (response: ServerResponse) => {
  const more = () => {
    while (!response.destroyed && response.write(text));
  };
  response.on('drain', more);
  more();
};

it.each(['data: ', '{"a":"'])('gives up on what begins with %j and doesn’t end', async (start) => {
  const answer = await failure((response) => {
    response.write(start);
    endless('x'.repeat(100_000))(response);
  });
  expect(answer).toEqual({ kind: 'garbled', came: 'an event without an end' });
});

it('reads no more of a refusal than a bound', async () => {
  const refused = (response: ServerResponse) => {
    response.writeHead(400);
    endless('x'.repeat(100_000))(response);
  };
  expect(await failure(refused)).toMatchObject({ kind: 'status', status: 400 });
});

it('knows a refusal whose error is a text', async () => {
  const refused = (response: ServerResponse) => {
    response.writeHead(429, { 'retry-after': '2' }).end('{"error":"slow down"}');
  };
  const told = { status: 429, detail: 'slow down', form: 'error' };
  expect(await failure(refused)).toEqual({ kind: 'status', ...told, retryAfterMs: 2_000, isSpent: false });
});
