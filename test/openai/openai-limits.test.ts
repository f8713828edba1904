import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import OpenAI, { type APIError } from 'openai';
import { beforeAll, expect, it } from 'vitest';
import { idOf, userOf } from '../accounts/deletion/users.ts';
import { atEnd } from '../support/at-end.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';
import { type FakeProvider, startFakeProvider } from '../support/models/fake-provider.ts';

const MODEL = 'compatible/any';
const messages = [{ role: 'user' as const, content: 'Count.' }];

let lex: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  provider = await startFakeProvider();
  atEnd(() => provider.close());
  lex = await startTestServer({
    LEX_AUTH: 'keys',
    COMPATIBLE_BASE_URL: provider.url,
    LEX_DAILY_TOKENS_PER_USER: '600',
  });
});
const clientOf = (apiKey: string) => new OpenAI({ baseURL: `${lex.url}/v1`, apiKey, maxRetries: 0 });

it('tokens that run out end an answer in the middle, and refuse the next, not to be tried again', async () => {
  const key = await userOf(lex, 'Ada');
  const client = clientOf(key);
  provider.answerWith({ kind: 'text', pieces: Array.from({ length: 200 }, (_, n) => `${n} words that are counted. `) });
  const stream = await client.chat.completions.create({ model: MODEL, messages, stream: true });
  let text = '';
  const ending: unknown = await (async () => {
    for await (const { choices } of stream) text += choices[0]?.delta.content ?? '';
  })().catch((error: unknown) => error);
  expect(ending).toMatchObject({ code: 'insufficient_quota' });
  expect(text).toMatch(/^0 words that are counted\. 1 words/);

  await lex.database.pool.query('UPDATE "TokenDay" SET "gone" = 600 WHERE "ownerId" = $1', [await idOf(lex, key)]);
  const before = provider.requests.length;
  const refused = (await client.chat.completions.create({ model: MODEL, messages }).catch((error: unknown) => error)) as
    | APIError
    | undefined;
  expect(refused).toMatchObject({ status: 429, code: 'insufficient_quota' });
  expect(refused?.headers?.get('x-should-retry')).toBe('false');
  expect(Number(refused?.headers?.get('retry-after'))).toBeGreaterThan(0);
  expect(provider.requests.length).toBe(before);
});

it('who reads slowly gets each word once, and the end', async () => {
  const key = await userOf(lex, 'Bo');
  await lex.database.pool.query('UPDATE "User" SET "allowedDailyTokens" = 2000000000 WHERE "name" = $1', ['Bo']);
  const pieces = Array.from({ length: 90 }, (_, n) => `${n}:${'x'.repeat(10_000)};`);
  provider.answerWith({ kind: 'text', pieces });
  const asking = request(`${lex.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
  });
  asking.end(JSON.stringify({ model: MODEL, messages, stream: true }));
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  response.setEncoding('utf8');
  let got = '';
  // Nothing is read for a while: what the system holds fills up, and the server waits.
  await delay(1_500);
  for await (const chunk of response) got += chunk;
  const events = got.split('\n\n').filter((each) => each.startsWith('data: {'));
  const chunks = events.map((each) => JSON.parse(each.slice(6)));
  expect(chunks.filter(({ error }) => error)).toEqual([]);
  const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
  expect(text).toBe(pieces.join(''));
  expect(got.trimEnd().endsWith('data: [DONE]')).toBe(true);
});
