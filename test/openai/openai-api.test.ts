import OpenAI, {
  type APIError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
} from 'openai';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ConversationDocument,
  ConversationsDocument,
  CreateApiKeyDocument,
  RememberDocument,
  UpdateViewerDocument,
  UsageDocument,
} from '../../src/generated/graphql.ts';
import { atEnd } from '../support/at-end.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';
import { type FakeProvider, type SeenRequest, startFakeProvider } from '../support/models/fake-provider.ts';
import { fakeVector } from '../support/models/fake-vectors.ts';

const ADMIN_KEY = 'an-administrators-key-of-more-than-32-characters';
const MODEL = 'compatible/any';
const ask = (content: string) => [{ role: 'user' as const, content }];
const TOOLS = [
  { type: 'function' as const, function: { name: 'weather', parameters: { type: 'object', properties: {} } } },
];

let lex: TestServer;
let provider: FakeProvider;
let graphql: GraphqlClient;
let client: OpenAI;
beforeAll(async () => {
  provider = await startFakeProvider();
  atEnd(() => provider.close());
  lex = await startTestServer({
    LEX_AUTH: 'keys',
    LEX_ADMIN_KEY: ADMIN_KEY,
    LEX_MODEL: MODEL,
    LEX_EMBEDDING_MODEL: 'compatible/vectors',
    COMPATIBLE_BASE_URL: provider.url,
    ANTHROPIC_API_KEY: 'a-key-of-anthropic',
    ANTHROPIC_BASE_URL: provider.url,
  });
  graphql = new GraphqlClient(lex.url, { authorization: `Bearer ${ADMIN_KEY}` });
  await graphql.run(UpdateViewerDocument, { drawsMemories: false });
  client = clientWith(ADMIN_KEY);
});
beforeEach(() => {
  provider.releaseAll();
  provider.answerWith({ kind: 'text', pieces: ['One ', 'two ', 'three.'] });
});

/** One that asks once: what a test waits for isn't to be tried again. */
function clientWith(apiKey: string, headers: Record<string, string> = {}): OpenAI {
  return new OpenAI({ baseURL: `${lex.url}/v1`, apiKey, maxRetries: 0, defaultHeaders: headers });
}

/** What the provider was asked last for an answer. */
function lastAsked(): SeenRequest | undefined {
  return provider.requests.findLast(({ path }) => /completions|messages/.test(path));
}

/** The words of a stream. */
async function wordsOf(stream: AsyncIterable<OpenAI.ChatCompletionChunk>): Promise<string> {
  let words = '';
  for await (const { choices } of stream) words += choices[0]?.delta.content ?? '';
  return words;
}

const conversationCount = async () => (await graphql.run(ConversationsDocument, {})).conversations.totalCount;

describe('models', () => {
  it('are listed with that of embeddings, and found by their names', async () => {
    const listed: string[] = [];
    for await (const { id } of client.models.list()) listed.push(id);
    expect(listed).toEqual([MODEL, 'local/lex', 'compatible/vectors']);
    expect(await client.models.retrieve('anthropic/any')).toMatchObject({ object: 'model', owned_by: 'anthropic' });
    const missing = await client.models.retrieve('openai/any').catch((error: unknown) => error);
    expect(missing).toBeInstanceOf(NotFoundError);
    expect(missing).toMatchObject({ code: 'model_not_found', param: 'model', type: 'invalid_request_error' });
  });
});

describe('a completion', () => {
  it('comes whole, with its usage, and is counted for its user', async () => {
    const usedBefore = await graphql.run(UsageDocument, {});
    const { data, request_id: id } = await client.chat.completions
      .create({
        model: MODEL,
        messages: [{ role: 'system', content: 'Be short.' }, ...ask('Count.')],
        temperature: 0.5,
      })
      .withResponse();
    expect(data).toMatchObject({
      object: 'chat.completion',
      model: MODEL,
      choices: [{ index: 0, message: { role: 'assistant', content: 'One two three.' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 },
    });
    expect(id).toBeTruthy();
    expect(lastAsked()?.body).toMatchObject({
      temperature: 0.5,
      messages: [
        { role: 'system', content: 'Be short.' },
        { role: 'user', content: 'Count.' },
      ],
    });
    expect(JSON.stringify(await graphql.run(UsageDocument, {}))).not.toBe(JSON.stringify(usedBefore));
    expect(await conversationCount()).toBe(0);
  });

  it('is streamed as it comes, with its usage where that is asked for', async () => {
    provider.hold();
    provider.release(1);
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    const messages = ask('Count.');
    const options = { stream: true, stream_options: { include_usage: true } } as const;
    for await (const chunk of await client.chat.completions.create({ model: MODEL, messages, ...options })) {
      // The first word is here while the others are held.
      if (chunks.length === 0) provider.releaseAll();
      chunks.push(chunk);
    }
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('One two three.');
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant');
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 12, completion_tokens: 3 } });
  });

  it('that ends for want of tokens says so', async () => {
    provider.answerWith({ kind: 'text', pieces: ['One'], end: 'length' });
    const { choices } = await client.chat.completions.create({ model: MODEL, messages: ask('Count.'), max_tokens: 1 });
    expect(choices[0]).toMatchObject({ message: { content: 'One' }, finish_reason: 'length' });
  });

  it.each([
    [MODEL, 'calls of tools', null],
    ['anthropic/any', 'anthropic: calls of tools', 'Let me look.'],
  ] as const)(
    'of %s is given tools, asks for calls of them, and is told what these gave',
    async (model, name, text) => {
      provider.answerWith({ kind: 'play', name });
      const messages: OpenAI.ChatCompletionMessageParam[] = ask('Is it cold in Oslo?');
      const asked = { model, messages, tools: TOOLS, tool_choice: 'auto' } as const;
      const { choices } = await client.chat.completions.create(asked);
      const calls = [
        { id: 'call_a', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } },
        { id: 'call_b', type: 'function', function: { name: 'time', arguments: '{}' } },
      ];
      expect(choices[0]).toMatchObject({ message: { content: text, tool_calls: calls }, finish_reason: 'tool_calls' });
      expect(JSON.stringify(lastAsked()?.body)).toContain('"weather"');

      const streamed = client.chat.completions.stream(asked);
      expect((await streamed.finalMessage()).tool_calls).toMatchObject(calls);

      provider.answerWith({ kind: 'text', pieces: ['Yes.'] });
      const [message] = choices.map((choice) => choice.message);
      if (message) messages.push(message);
      messages.push({ role: 'tool', tool_call_id: 'call_a', content: 'minus 4' });
      messages.push({ role: 'tool', tool_call_id: 'call_b', content: 'noon' });
      const answer = await client.chat.completions.create({ ...asked, messages });
      expect(answer.choices[0]?.message.content).toBe('Yes.');
      expect(JSON.stringify(lastAsked()?.body)).toMatch(/call_a.*Oslo.*minus 4/);
    },
  );

  it('takes images where the model does, and local/lex says that it reads text alone', async () => {
    const url = 'data:image/png;base64,iVBORw0KGgo=';
    const content = [
      { type: 'text' as const, text: 'What is this?' },
      { type: 'image_url' as const, image_url: { url } },
    ];
    const messages = [{ role: 'user' as const, content }];
    await client.chat.completions.create({ model: MODEL, messages });
    expect(lastAsked()?.body).toMatchObject({ messages: [{ role: 'user', content }] });
    await client.chat.completions.create({ model: 'anthropic/any', messages });
    expect(JSON.stringify(lastAsked()?.body)).toContain('"media_type":"image/png","data":"iVBORw0KGgo="');
    await expect(client.chat.completions.create({ model: 'local/lex', messages })).rejects.toThrow('text alone');
    const elsewhere = [{ ...content[1], type: 'image_url' as const, image_url: { url: 'http://10.0.0.1/' } }];
    const refused = client.chat.completions.create({ model: MODEL, messages: [{ role: 'user', content: elsewhere }] });
    await expect(refused).rejects.toBeInstanceOf(BadRequestError);
  });

  it('knows what its user has told LEX, unless that is switched off, and changes nothing of it', async () => {
    await graphql.run(RememberDocument, { input: { content: 'My boat is called Hazelnut.' } });
    const about = (headers: Record<string, string>) =>
      clientWith(ADMIN_KEY, headers).chat.completions.create({
        model: MODEL,
        messages: ask('What is my boat called?'),
      });
    await about({});
    expect(JSON.stringify(lastAsked()?.body)).toContain('Hazelnut');
    await about({ 'x-lex-memory': 'off' });
    expect(JSON.stringify(lastAsked()?.body)).not.toContain('Hazelnut');
    const local = { model: 'local/lex', messages: ask('Forget about my boat') };
    const { choices } = await client.chat.completions.create(local);
    expect(choices[0]?.message.content).toContain('only read your memory');
    const again = await client.chat.completions.create({ ...local, messages: ask('What is my boat called?') });
    expect(again.choices[0]?.message.content).toContain('Hazelnut');
  });
});

describe('what is refused', () => {
  const create = (body: object, by = client) => by.post('/chat/completions', { body });

  it('has the class and the field that the official package knows', async () => {
    const messages = ask('Count.');
    const refused: readonly (readonly [object, string])[] = [
      [{ model: MODEL, messages, n: 2 }, 'n'],
      [{ model: MODEL, messages: 'Count.' }, 'messages'],
      [{ model: MODEL, messages: [] }, 'messages'],
      [{ model: MODEL, messages: [{ role: 'user', content: 7 }] }, 'messages.0.content'],
      [{ model: MODEL, messages: [{ role: 'king', content: 'x' }] }, 'messages.0.role'],
      [{ model: MODEL, messages: [{ role: 'system', content: 'x' }] }, 'messages'],
      [{ model: MODEL, messages, temperature: 'hot' }, 'temperature'],
      [{ model: MODEL, messages, stream: 'yes' }, 'stream'],
      [{ model: MODEL, messages, tools: [{ type: 'function', function: { name: 'a b' } }] }, 'tools.0.function.name'],
      [{ model: MODEL, messages, tool_choice: 'required' }, 'tool_choice'],
      [{ model: MODEL, messages: ask('a\0b') }, 'messages.0.content'],
      [{ model: 7, messages }, 'model'],
      [{ model: MODEL, messages, metadata: { lex_conversation: 'mine' } }, 'metadata.lex_conversation'],
    ];
    for (const [body, param] of refused) {
      const error: unknown = await create(body).catch((reason: unknown) => reason);
      expect(error, JSON.stringify(body)).toBeInstanceOf(BadRequestError);
      expect(error).toMatchObject({ param, type: 'invalid_request_error' });
    }
    await expect(create({ model: MODEL, messages, never_heard_of: { it: [1] } })).resolves.toBeTruthy();
    await expect(create({ model: 'nobody/x', messages })).rejects.toBeInstanceOf(NotFoundError);
    await expect(create({ messages: ask('x'.repeat(2_000_000)) })).rejects.toMatchObject({ status: 413 });
  });

  it('tells who may not ask', async () => {
    const { createApiKey } = await graphql.run(CreateApiKeyDocument, { name: 'reads', scopes: ['READ'] });
    const reader = clientWith(createApiKey.secret);
    const messages = ask('Count.');
    await expect(reader.chat.completions.create({ model: MODEL, messages })).rejects.toBeInstanceOf(
      PermissionDeniedError,
    );
    await expect(reader.models.retrieve(MODEL)).resolves.toMatchObject({ id: MODEL });
    const stranger: unknown = await clientWith('sk-nobody')
      .models.list()
      .catch((error: unknown) => error);
    expect(stranger).toBeInstanceOf(AuthenticationError);
    expect(stranger).toMatchObject({ code: 'invalid_api_key' });
    const from = (origin: string, method: string) =>
      fetch(`${lex.url}/v1/models`, { method, headers: { origin, authorization: `Bearer ${ADMIN_KEY}` } });
    expect((await from('http://localhost:3000', 'OPTIONS')).headers.get('access-control-allow-origin')).toBe(
      'http://localhost:3000',
    );
    const page = await from('https://evil.example', 'GET');
    expect([page.status, await page.json()]).toMatchObject([403, { error: { code: 'insufficient_permissions' } }]);
    expect(await create({}, client).catch(({ status }: APIError) => status)).toBe(400);
    await expect(client.get('/nothing')).rejects.toBeInstanceOf(NotFoundError);
    await expect(client.get('/embeddings')).rejects.toMatchObject({ status: 405 });
  });

  it('says what a provider refuses, and what its fault is, before the first word and after it', async () => {
    const body = { model: MODEL, messages: ask('Count.') };
    provider.answerWith({ kind: 'status', status: 400, message: 'No such voice.' });
    await expect(create(body)).rejects.toBeInstanceOf(BadRequestError);
    provider.answerWith({ kind: 'status', status: 400, message: 'too long', code: 'context_length_exceeded' });
    await expect(create({ ...body, stream: true })).rejects.toMatchObject({ code: 'context_length_exceeded' });
    provider.answerWith({ kind: 'status', status: 404, message: 'The model `any` does not exist.' });
    const unknown: unknown = await create(body).catch((reason: unknown) => reason);
    expect(unknown).toBeInstanceOf(NotFoundError);
    expect(unknown).toMatchObject({ code: 'model_not_found', param: 'model' });
    provider.answerWith({ kind: 'status', status: 501 });
    await expect(create(body)).rejects.toBeInstanceOf(InternalServerError);
    provider.answerWith({ kind: 'late-error', pieces: ['One '], type: 'server_error' });
    const stream = await client.chat.completions.create({ ...body, stream: true });
    await expect(wordsOf(stream)).rejects.toThrow('broke off');
  });

  it('is the eleventh call at once, of a user; when one ends another may begin', async () => {
    provider.hold();
    const body = { model: MODEL, messages: ask('Count.'), stream: true } as const;
    const leaving = new AbortController();
    const gone = Promise.allSettled(
      Array.from({ length: 10 }, () => client.chat.completions.create(body, { signal: leaving.signal })),
    );
    await provider.until(() => provider.openStreams === 10);
    const error: unknown = await client.chat.completions.create(body).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ code: 'rate_limit_exceeded' });
    leaving.abort();
    for (const { status } of await gone) expect(status).toBe('rejected');
    // Who goes ends the call at the provider.
    await provider.until(() => provider.openStreams === 0);
    provider.releaseAll();
    expect(await wordsOf(await client.chat.completions.create(body))).toBe('One two three.');
    expect(await conversationCount()).toBe(0);
  });
});

describe('a completion that is kept', () => {
  const keep = (conversation: string, content: string, headers: Record<string, string> = {}) =>
    clientWith(ADMIN_KEY, { 'x-lex-conversation': conversation, ...headers })
      .chat.completions.create({ model: MODEL, messages: ask(content) })
      .withResponse();
  const idOf = ({ response }: { readonly response: Response }) => response.headers.get('x-lex-conversation') ?? '';

  it('begins a conversation, goes on in it, and is there for every other client', async () => {
    const begun = await clientWith(ADMIN_KEY)
      .chat.completions.create({
        model: MODEL,
        messages: [{ role: 'system', content: 'Be short.' }, ...ask('Count.')],
        metadata: { lex_conversation: 'new' },
      })
      .withResponse();
    expect(begun.data.choices[0]).toMatchObject({ message: { content: 'One two three.' }, finish_reason: 'stop' });
    const id = idOf(begun);
    const next = await keep(id, 'Go on.');
    expect(idOf(next)).toBe(id);
    expect(next.data.usage).toMatchObject({ prompt_tokens: 12, completion_tokens: 3 });
    const asked = JSON.stringify(lastAsked()?.body);
    expect(asked).toMatch(/Be short\..*Count\..*One two three\..*Go on\./);
    const { conversation } = await graphql.run(ConversationDocument, { id });
    expect(JSON.stringify(conversation)).toContain('Go on.');
    await expect(keep(id, 'x'.repeat(40_000))).rejects.toMatchObject({ status: 400, param: 'messages' });
    const other = Buffer.from('Conversation:00000000-0000-4000-8000-000000000000').toString('base64url');
    await expect(keep(other, 'Count.')).rejects.toBeInstanceOf(NotFoundError);
  });

  it('loses nothing when the connection is cut: the same key gives all of the same reply', async () => {
    provider.hold();
    provider.release(1);
    const keyed = clientWith(ADMIN_KEY, { 'x-lex-conversation': 'new', 'idempotency-key': 'a-key-of-a-test' });
    const body = { model: MODEL, messages: ask('Count.'), stream: true } as const;
    const first = await keyed.chat.completions.create(body).withResponse();
    for await (const chunk of first.data) if (chunk.choices[0]?.delta.content) break;
    provider.releaseAll();
    const again = await keyed.chat.completions.create(body).withResponse();
    expect(await wordsOf(again.data)).toBe('One two three.');
    expect(idOf(again)).toBe(idOf(first));
    const { conversation } = await graphql.run(ConversationDocument, { id: idOf(first) });
    expect(JSON.stringify(conversation).match(/Count\./g)).toHaveLength(1);
    const another = keyed.chat.completions.create({ ...body, messages: ask('Another.') });
    await expect(another).rejects.toMatchObject({ status: 409 });
  });

  it('refuses what a conversation does not keep', async () => {
    const kept = clientWith(ADMIN_KEY, { 'x-lex-conversation': 'new' });
    const body = { model: MODEL, messages: ask('Count.') };
    await expect(kept.chat.completions.create({ ...body, tools: TOOLS })).rejects.toMatchObject({ param: 'tools' });
    await expect(kept.chat.completions.create({ ...body, seed: 1 })).rejects.toMatchObject({ param: 'seed' });
    const two = [...ask('One.'), ...ask('Two.')];
    await expect(kept.chat.completions.create({ ...body, messages: two })).rejects.toMatchObject({ param: 'messages' });
  });

  it('says why its reply has failed', async () => {
    provider.answerWith({ kind: 'status', status: 501 });
    await expect(keep('new', 'Count.')).rejects.toBeInstanceOf(InternalServerError);
  });
});

describe('vectors', () => {
  it('come in the order of the texts, in either form', async () => {
    const input = ['a cat', 'the sea'];
    const model = 'compatible/vectors';
    const floats = await client.embeddings.create({ model, input, encoding_format: 'float' });
    // The package asks for base64 by itself, and reads it.
    const read = await client.embeddings.create({ model: 'vectors', input: input[1] ?? '' });
    expect(floats).toMatchObject({ object: 'list', model, usage: { prompt_tokens: 1, total_tokens: 1 } });
    const expected = input.map((text) => [...Float32Array.from(fakeVector(text))]);
    expect(floats.data.map(({ embedding }) => embedding)).toEqual(expected);
    expect(read.data.map(({ embedding }) => embedding)).toEqual([expected[1]]);
  });

  it('are refused for what is no text, and of another model', async () => {
    const model = 'compatible/vectors';
    await expect(client.embeddings.create({ model, input: [1, 2] })).rejects.toMatchObject({ param: 'input' });
    await expect(client.embeddings.create({ model, input: '' })).rejects.toBeInstanceOf(BadRequestError);
    const shorter = client.embeddings.create({ model, input: 'a', dimensions: 8 });
    await expect(shorter).rejects.toMatchObject({ param: 'dimensions' });
    await expect(client.embeddings.create({ model: MODEL, input: 'a' })).rejects.toBeInstanceOf(NotFoundError);
  });
});
