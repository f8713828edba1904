import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { createLog } from '../../src/log.ts';
import { askChatCompletions } from '../../src/models/providers/chat-completions.ts';
import { FailureError } from '../../src/models/providers/failure.ts';
import type { AnswerPart } from '../../src/models/providers/provider.ts';

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
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const prompt = { system: undefined, messages: [{ role: 'user', content: 'Hi' }] } as const;
  const call = { model: 'm', prompt: { ...prompt, messages: [...prompt.messages] }, log: createLog('silent') };
  const parts: AnswerPart[] = [];
  for await (const part of askChatCompletions({ url, headers: {} }, { ...call, signal: AbortSignal.timeout(10_000) })) {
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
  expect(await ask((response) => response.end(events(...chunks)))).toEqual([{ kind: 'text', text: 'Hello' }, ended]);
});

it('takes text in parts, and none of what the model thinks', async () => {
  const content = [
    { type: 'thinking', text: 'Hm.' },
    { type: 'text', text: 'Hel' },
    { type: 'text', text: 'lo' },
  ];
  expect(await ask((response) => response.end(events(delta(content), stop)))).toEqual([
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
  ['isn’t JSON', 'data: {\n\n'],
  ['is no chunk', 'data: {"choices":"none"}\n\n'],
  ['is a page', '<html></html>'],
])('takes nothing that %s', async (_, text) => {
  expect(await failure((response) => response.end(text))).toEqual({ kind: 'garbled' });
});

it('gives up on an event that doesn’t end', async () => {
  const endless = (response: ServerResponse) => {
    const more = () => {
      while (!response.destroyed && response.write(`data: ${'x'.repeat(100_000)}`));
    };
    response.on('drain', more);
    more();
  };
  expect(await failure(endless)).toEqual({ kind: 'garbled' });
});

it('reads no more of a refusal than a bound', async () => {
  const refused = (response: ServerResponse) => {
    response.writeHead(400);
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(100_000)));
    };
    response.on('drain', more);
    more();
  };
  expect(await failure(refused)).toMatchObject({ kind: 'status', status: 400, detail: 'Bad Request' });
});

it('knows a refusal whose error is a text', async () => {
  const refused = (response: ServerResponse) => {
    response.writeHead(429, { 'retry-after': '2' }).end('{"error":"slow down"}');
  };
  expect(await failure(refused)).toEqual({ kind: 'status', status: 429, retryAfterMs: 2_000, detail: 'slow down' });
});
