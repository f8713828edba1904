import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { createLog, type Logger } from '../../src/log.ts';
import { createEmbeddingModel } from '../../src/models/embeddings.ts';
import { ModelError, RefusedInputError } from '../../src/models/failures/model-error.ts';
import { createCompatibleProvider } from '../../src/models/providers/compatible.ts';
import { createOllamaProvider } from '../../src/models/providers/ollama.ts';
import { createOpenAiProvider } from '../../src/models/providers/openai.ts';
import type { Provider } from '../../src/models/providers/provider.ts';
import {
  LONGEST_TEXT,
  RemoteEmbeddingModel,
  TEXTS_IN_CALL,
} from '../../src/models/providers/remote-embedding-model.ts';
import { type FakeProvider, startFakeProvider } from '../support/models/fake-provider.ts';
import { fakeVector } from '../support/models/fake-vectors.ts';

const KEY = 'sk-test-0123456789';
const silent = createLog('silent');
const PROVIDERS: Readonly<Record<'openai' | 'ollama' | 'compatible', (baseUrl: string) => Provider>> = {
  openai: (baseUrl) => createOpenAiProvider({ apiKey: KEY, baseUrl }),
  ollama: (baseUrl) => createOllamaProvider({ baseUrl }),
  compatible: (baseUrl) => createCompatibleProvider({ baseUrl, apiKey: KEY }),
};

let server: FakeProvider;
beforeEach(async () => {
  server = await startFakeProvider();
});
afterEach(async () => {
  await server.close();
});

describe.each(['openai', 'ollama', 'compatible'] as const)('%s', (name) => {
  function model(timeoutMs?: number, log: Logger = silent): RemoteEmbeddingModel {
    const provider = PROVIDERS[name](server.url);
    const { embed } = provider;
    if (!embed) throw new Error('no embedding models');
    const options = { log, retryBaseMs: 1, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
    return new RemoteEmbeddingModel({ provider: name, name: 'small' }, { ...provider, embed }, options);
  }
  const embed = (texts: readonly string[], signal = new AbortController().signal) => model().embed(texts, { signal });

  it('makes a vector of each text, in order', async () => {
    const vectors = await embed(['a cat', 'a car']);
    expect(vectors).toEqual([fakeVector('a cat'), fakeVector('a car')].map((each) => Float32Array.from(each)));
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/v1/embeddings',
      body: { model: 'small', input: ['a cat', 'a car'] },
    });
  });

  it('sends many texts in several calls, and of a long one the beginning', async () => {
    const texts = Array.from({ length: TEXTS_IN_CALL + 1 }, (_, at) => `text ${at}`);
    texts[TEXTS_IN_CALL] = `${'x'.repeat(LONGEST_TEXT - 1)}😀 and more`;
    expect(await embed(texts)).toHaveLength(TEXTS_IN_CALL + 1);
    expect(server.requests).toHaveLength(2);
    expect(server.requests[1]).toMatchObject({ body: { input: ['x'.repeat(LONGEST_TEXT - 1)] } });
  });

  it('tries again what may pass, and says what to do when it does not', async () => {
    server.embedWith(
      { kind: 'status', status: 503 },
      { kind: 'status', status: 429, retryAfter: '0' },
      { kind: 'vectors' },
    );
    expect(await embed(['a cat'])).toHaveLength(1);
    expect(server.requests).toHaveLength(3);
    server.embedWith({ kind: 'status', status: 500, message: `internal ${KEY}` });
    const refused = embed(['a cat']);
    await expect(refused).rejects.toThrow(`${name} has a fault of its own (status 500: internal …): try again later.`);
    await expect(refused).rejects.toBeInstanceOf(ModelError);
  });

  it('tells a text that is refused from a provider that is', async () => {
    server.embedWith({ kind: 'refuse-text', having: 'poison' });
    await expect(embed(['fine', 'poison'])).rejects.toBeInstanceOf(RefusedInputError);
    server.embedWith({ kind: 'status', status: 401, message: KEY });
    const refused = embed(['fine']);
    await expect(refused).rejects.not.toBeInstanceOf(RefusedInputError);
    await expect(refused).rejects.not.toThrow(KEY);
    await expect(refused).rejects.toThrow(
      name === 'ollama' ? 'check OLLAMA_BASE_URL' : `check ${name.toUpperCase()}_API_KEY`,
    );
  });

  it.each(['too-few', 'wrong-length', 'page'] as const)('takes nothing for vectors that is %s', async (kind) => {
    server.embedWith({ kind });
    await expect(embed(['a cat', 'a car'])).rejects.toThrow(`${name} sent something that isn't an answer`);
  });

  it.each([
    ['without a number', []],
    ['with a number too large for a vector', [1e39]],
    ['that is zero, which lies in no direction', [0, 0]],
  ])('takes no vector %s', async (_, vector) => {
    server.embedWith({ kind: 'these', vectors: [vector] });
    await expect(embed(['a cat'])).rejects.toThrow(`${name} sent something that isn't an answer`);
  });

  it('puts vectors in the order of their indexes, wherever they stand', async () => {
    server.embedWith({ kind: 'reversed' });
    const texts = ['a cat', 'a car', 'the sea'];
    expect(await embed(texts)).toEqual(texts.map((each) => Float32Array.from(fakeVector(each))));
    server.embedWith({ kind: 'indexes', indexes: ['0', '1', '2'] });
    expect(await embed(texts)).toEqual(texts.map((each) => Float32Array.from(fakeVector(each))));
  });

  it('reads vectors in base64', async () => {
    server.embedWith({ kind: 'base64' });
    expect(await embed(['a cat', 'a car'])).toEqual(
      ['a cat', 'a car'].map((each) => Float32Array.from(fakeVector(each))),
    );
  });

  it.each([
    [[0, 0], 'two vectors with the index 0'],
    [[0, 2], 'a vector with the index 2 for 2 texts'],
    [[0, -1], 'a vector with'],
    [[0, undefined], 'a vector without an index'],
    [[undefined, undefined], 'a vector without an index'],
    [[0, 1.5], 'a vector without an index'],
  ])('takes no vectors with the indexes %j, and says why', async (indexes, came) => {
    server.embedWith({ kind: 'indexes', indexes });
    await expect(embed(['a cat', 'a car'])).rejects.toThrow(`${name} sent something that isn't an answer (${came}`);
  });

  it('needs no index for one text', async () => {
    server.embedWith({ kind: 'indexes', indexes: [undefined] });
    expect(await embed(['a cat'])).toHaveLength(1);
  });

  it.each([
    [{ data: [{ index: 0, embedding: [1, null] }] }, 'a vector that is no list of numbers'],
    [{ data: [{ index: 0, embedding: 'no base64' }] }, 'a vector that is no list of numbers'],
    [{ data: [{ index: 0, embedding: 'AADAfw==' }] }, 'a vector with a number that is none, or too large'],
    [{ data: [{ index: 0 }] }, 'a vector that is no list of numbers'],
    [{ embeddings: [[1]] }, 'no list of vectors'],
  ])('takes nothing of %j, and says why', async (body, came) => {
    server.embedWith({ kind: 'body', body });
    await expect(embed(['a cat'])).rejects.toThrow(`(${came})`);
  });

  it('knows an error that comes with success', async () => {
    server.embedWith({ kind: 'body', body: { error: { message: 'no such adapter', code: 400 } } });
    await expect(embed(['a cat'])).rejects.toBeInstanceOf(RefusedInputError);
    expect(server.requests).toHaveLength(1);
  });

  it('takes no vectors whose length changes from one call to the next', async () => {
    server.embedWith({ kind: 'vectors', dimensions: 32 }, { kind: 'vectors', dimensions: 16 });
    const texts = Array.from({ length: TEXTS_IN_CALL + 1 }, (_, at) => `text ${at}`);
    await expect(embed(texts)).rejects.toThrow(`${name} sent something that isn't an answer`);
  });

  it('throws the reason of an abort that comes while it waits to try again', async () => {
    server.embedWith({ kind: 'status', status: 429, retryAfter: '20' });
    const controller = new AbortController();
    // The line is written right before the wait.
    const log = pino({ level: 'warn' }, { write: () => controller.abort(new Error('enough')) });
    await expect(model(undefined, log).embed(['a cat'], { signal: controller.signal })).rejects.toThrow('enough');
  });

  it('waits no longer than it may, and ends the call when it is aborted', async () => {
    server.embedWith({ kind: 'hang' });
    await expect(model(20).embed(['a cat'], { signal: new AbortController().signal })).rejects.toThrow(
      "didn't answer within 0.02 s",
    );
    await server.until(() => server.openStreams === 0);
    const controller = new AbortController();
    const waiting = embed(['a cat'], controller.signal);
    await server.until(() => server.openStreams === 1);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await server.until(() => server.openStreams === 0);
  });

  it('can be probed', async () => {
    await model().probe({ signal: new AbortController().signal });
    expect(server.requests[0]).toMatchObject({ method: 'GET', path: '/v1/models' });
  });
});

describe('the setting', () => {
  it('is refused for a provider without embedding models, in one line', () => {
    const takes = 'provider/name, where the provider is one of openai, ollama, compatible';
    const message = `LEX_EMBEDDING_MODEL is "anthropic/claude"; it takes ${takes}.`;
    expect(() => readConfig({ LEX_EMBEDDING_MODEL: 'anthropic/claude' })).toThrow(expect.objectContaining({ message }));
  });

  it('is refused when its provider lacks what it needs', () => {
    const { embeddingModel, providers } = readConfig({ LEX_EMBEDDING_MODEL: 'openai/text-embedding-3-small' });
    if (!embeddingModel) throw new Error('not read');
    expect(() => createEmbeddingModel(embeddingModel, { providers, log: silent })).toThrow(
      'LEX_EMBEDDING_MODEL is "openai/text-embedding-3-small", which needs OPENAI_API_KEY to be set.',
    );
  });

  it('is left out by default', () => {
    expect(readConfig({}).embeddingModel).toBeUndefined();
  });
});
