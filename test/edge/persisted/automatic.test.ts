import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CacheStore } from '../../../src/cache/cache-store.ts';
import { type Edge, startEdge } from '../../support/edge/start-edge.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const byHash = (hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hash } } });

const ECHO = 'query Echo($t: String!) { echo(text: $t) }';
const asked = { ...byHash(sha256(ECHO)), variables: { t: 'hi' } };
const answer = { data: { echo: 'hi' } };
const notFound = {
  errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
};

const json = async (edge: Edge, payload: object): Promise<unknown> => (await edge.post(payload)).json();

/** A store as the processes of a deployment share it. */
function createStore(): CacheStore & { readonly texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    async get(key) {
      const text = texts.get(key);
      return text === undefined ? undefined : { text, leftMs: 1_000 };
    },
    async set(key, text) {
      texts.set(key, text);
    },
    async probe() {},
  };
}

describe('a document that is sent with its hash', () => {
  it('is known by the hash from then on, over POST and GET', async () => {
    const edge = await startEdge();
    expect(await json(edge, asked)).toMatchObject(notFound);
    expect(await json(edge, { ...asked, query: ECHO })).toEqual(answer);
    expect(await json(edge, asked)).toEqual(answer);
    const search = new URLSearchParams({
      extensions: JSON.stringify(asked.extensions),
      variables: JSON.stringify(asked.variables),
    });
    expect(await (await fetch(`${edge.url}?${search}`)).json()).toEqual(answer);
  });

  it('is known to another process that shares the cache', async () => {
    const cacheStore = createStore();
    await json(await startEdge({ cacheStore }), { ...asked, query: ECHO });
    const other = await startEdge({ cacheStore });
    expect(await json(other, asked)).toEqual(answer);
  });

  it('is asked for again when the cache holds another text under its hash', async () => {
    const cacheStore = createStore();
    await json(await startEdge({ cacheStore }), { ...asked, query: ECHO });
    expect(cacheStore.texts.size).toBe(1);
    for (const key of cacheStore.texts.keys()) cacheStore.texts.set(key, '{ hello }');
    expect(await json(await startEdge({ cacheStore }), asked)).toMatchObject(notFound);
  });

  it('is refused when the hash is another, and neither is known then', async () => {
    const edge = await startEdge();
    const other = '{ hello }';
    expect(await json(edge, { query: other, ...byHash(sha256(ECHO)) })).toMatchObject({
      errors: [{ message: 'The hash is not that of the query.' }],
    });
    for (const hash of [sha256(ECHO), sha256(other)]) expect(await json(edge, byHash(hash))).toMatchObject(notFound);
  });

  it.each(['{ nothing }', '{ hello'])('and is not valid (%s) is not kept', async (query) => {
    const cacheStore = createStore();
    const edge = await startEdge({ cacheStore });
    await json(edge, { query, ...byHash(sha256(query)) });
    expect(await json(edge, byHash(sha256(query)))).toMatchObject(notFound);
    expect(cacheStore.texts.size).toBe(0);
  });

  it('is not kept where only listed documents are answered', async () => {
    const cacheStore = createStore();
    await cacheStore.set(`document:${sha256(ECHO)}`, ECHO, 1_000);
    const edge = await startEdge({ persistedOnly: true, cacheStore });
    expect(await json(edge, { ...asked, query: ECHO })).toMatchObject({
      errors: [{ extensions: { code: 'PERSISTED_QUERY_ONLY' } }],
    });
    expect(await json(edge, asked)).toMatchObject(notFound);
  });

  it('is forgotten when many others came after it', async () => {
    const edge = await startEdge();
    await json(edge, { ...asked, query: ECHO });
    const padding = 'x'.repeat(120_000);
    for (let index = 0; index < 20; index += 1) {
      const query = `{ hello } # ${index} ${padding}`;
      await json(edge, { query, ...byHash(sha256(query)) });
    }
    expect(await json(edge, asked)).toMatchObject(notFound);
  });
});
