import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import type { Authenticate } from '../../../src/accounts/authenticate.ts';
import { LocalChangeJournal } from '../../../src/cache/local-change-journal.ts';
import { callerOf } from '../../support/edge/caller.ts';
import { type Edge, startEdge } from '../../support/edge/start-edge.ts';

/** Whoever a request says that it is. */
const authenticate: Authenticate = async (call) => {
  const name = call.transport === 'http' ? String(call.headers['authorization']) : 'nobody';
  return callerOf(name);
};

const NOTES = { query: '{ notes { id text } }' };
const ask = async (edge: Edge, payload: object, headers: Record<string, string> = {}): Promise<unknown> =>
  (await edge.post(payload, headers)).json();
const get = (edge: Edge, query: string, headers: Record<string, string> = {}) =>
  request(`${edge.url}?${new URLSearchParams({ query })}`, { headers: { 'x-lex-preflight': '1', ...headers } });

describe('an answer that is everybody’s', () => {
  it('is made once, and says how old it is and how long it may be kept', async () => {
    const edge = await startEdge({ authenticate });
    const first = await edge.post({ query: '{ everybodys }' }, { authorization: 'anna' });
    expect(await first.json()).toEqual({ data: { everybodys: '1' } });
    const second = await edge.post({ query: '{ everybodys }' }, { authorization: 'bert' });
    expect(await second.json()).toEqual({ data: { everybodys: '1' } });
    expect(edge.signals.loads).toBe(1);
    expect(second.headers.get('cache-control')).toBe('public, max-age=60');
    expect(second.headers.get('age')).toMatch(/^\d+$/);
    expect(second.headers.get('vary')).toContain('Accept-Encoding');
  });

  it('is made once for those who ask at the same time', async () => {
    const edge = await startEdge();
    await Promise.all(Array.from({ length: 20 }, () => ask(edge, { query: '{ everybodys }' })));
    expect(edge.signals.loads).toBe(1);
  });

  it('is made anew for a client that wants no other', async () => {
    const edge = await startEdge();
    await ask(edge, { query: '{ everybodys }' });
    const answer = await ask(edge, { query: '{ everybodys }' }, { 'cache-control': 'no-cache' });
    expect(answer).toEqual({ data: { everybodys: '2' } });
  });

  it('is another for other variables, and the same for the same in another order or with idle ones', async () => {
    const edge = await startEdge();
    const query = 'query ($text: String) { everybodys(text: $text) }';
    const first = await ask(edge, { query, variables: { text: 'a' } });
    expect(await ask(edge, { query, variables: { idle: 1, text: 'a' } })).toEqual(first);
    expect(await ask(edge, { query, variables: { text: 'b' } })).not.toEqual(first);
    expect(await ask(edge, { query })).toEqual({ data: { everybodys: '3' } });
    expect(await ask(edge, { query, variables: { text: null } })).toEqual({ data: { everybodys: '4' } });
  });

  it('is not sent again to a client that has it', async () => {
    const edge = await startEdge();
    const first = await get(edge, '{ everybodys }');
    const { etag } = first.headers;
    await first.body.dump();
    for (const tag of [String(etag), `"other", ${etag}`, '*', String(etag).slice(2)]) {
      const again = await get(edge, '{ everybodys }', { 'if-none-match': tag });
      expect([tag, again.statusCode, await again.body.text()]).toEqual([tag, 304, '']);
      expect(again.headers.etag).toBe(etag);
    }
    const other = await get(edge, '{ everybodys }', { 'if-none-match': '"other"' });
    expect(other.statusCode).toBe(200);
    await other.body.dump();
  });

  it('comes in the form that each Accept asks for', async () => {
    const edge = await startEdge();
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const answer = await edge.post({ query: '{ everybodys }' }, { accept });
      expect(answer.headers.get('content-type')).toBe(`${accept}; charset=utf-8`);
    }
    expect(edge.signals.loads).toBe(1);
  });
});

describe('an answer that is its viewer’s', () => {
  it('is kept for this viewer alone', async () => {
    const edge = await startEdge({ authenticate });
    edge.signals.notes.push({ id: '1', owner: 'anna', text: 'hers' }, { id: '2', owner: 'bert', text: 'his' });
    for (let round = 0; round < 2; round += 1) {
      for (const [authorization, text] of Object.entries({ anna: 'hers', bert: 'his' })) {
        expect(await ask(edge, NOTES, { authorization })).toMatchObject({ data: { notes: [{ text }] } });
      }
    }
    expect(edge.signals.loads).toBe(2);
    const answer = await edge.post(NOTES, { authorization: 'anna' });
    expect(answer.headers.get('cache-control')).toBe('private, no-cache');
    expect(answer.headers.has('age')).toBe(false);
  });

  it.each([
    ['which there are', 'Note', 2],
    ['one that is in it', 'Note:1', 2],
    ['all that the viewer has', '*', 2],
    ['one that is not in it', 'Note:7', 1],
    ['something else', 'Other', 1],
  ])('after a change of %s', async (_, tag, loads) => {
    const journal = new LocalChangeJournal();
    const edge = await startEdge({ authenticate, journal });
    edge.signals.notes.push({ id: '1', owner: 'anna', text: 'old' });
    await ask(edge, NOTES, { authorization: 'anna' });
    await journal.record('anna', [tag]);
    await journal.record('bert', ['Note', '*']);
    for (let round = 0; round < 2; round += 1) await ask(edge, NOTES, { authorization: 'anna' });
    expect(edge.signals.loads).toBe(loads);
  });

  it('is not kept when a change was named while it was made, nor shared with who asks after the change', async () => {
    const journal = new LocalChangeJournal();
    const edge = await startEdge({ authenticate, journal });
    edge.signals.notes.push({ id: '1', owner: 'anna', text: 'old' });
    let goOn = (): void => undefined;
    edge.signals.pause = new Promise((resolve) => {
      goOn = resolve;
    });
    const slow = ask(edge, NOTES, { authorization: 'anna' });
    await expect.poll(() => edge.signals.loads).toBe(1);
    await journal.record('anna', ['Note']);
    const after = ask(edge, NOTES, { authorization: 'anna' });
    await expect.poll(() => edge.signals.loads).toBe(2);
    goOn();
    await Promise.all([slow, after]);
    edge.signals.notes[0] = { id: '1', owner: 'anna', text: 'new' };
    await journal.record('anna', ['Note:1']);
    expect(await ask(edge, NOTES, { authorization: 'anna' })).toMatchObject({ data: { notes: [{ text: 'new' }] } });
  });

  it('is not kept with an error, nor with an object that may change at any moment', async () => {
    const edge = await startEdge({ authenticate });
    const failing = { query: '{ notes(failing: true) { id } }' };
    for (let round = 0; round < 2; round += 1) {
      expect(await ask(edge, failing, { authorization: 'anna' })).toHaveProperty('errors');
    }
    edge.signals.notes.push({ id: '1', owner: 'anna', text: 'grows', open: true });
    for (let round = 0; round < 2; round += 1) await ask(edge, NOTES, { authorization: 'anna' });
    expect(edge.signals.loads).toBe(4);
  });

  it('is made for each request when its variables are nested too deeply to be told apart', async () => {
    const edge = await startEdge({ authenticate });
    const query = 'query ($f: JSON) { notes(filter: $f) { id } }';
    const deep = JSON.parse(`${'['.repeat(30)}1${']'.repeat(30)}`);
    for (const f of [deep, deep, { a: 1, b: [2] }, { b: [2], a: 1 }]) await ask(edge, { query, variables: { f } });
    expect(edge.signals.loads).toBe(3);
  });
});

describe('a body', () => {
  it.each([
    ['br', 'br', brotliDecompressSync],
    ['gzip, br', 'gzip', gunzipSync],
    ['br;q=0.5, gzip;q=0.9', 'gzip', gunzipSync],
    ['gzip;q=0, br', 'br', brotliDecompressSync],
    ['*', 'br', brotliDecompressSync],
  ])('that is long is sent to a client that takes %s as %s, kept or fresh', async (accepted, encoding, read) => {
    const edge = await startEdge();
    const text = 'äöü '.repeat(1_000);
    for (const [query, field] of [
      [`{ everybodys(text: "${text}") }`, 'everybodys'],
      [`{ everybodys(text: "${text}") }`, 'everybodys'],
      [`{ echo(text: "${text}") }`, 'echo'],
    ] as const) {
      const answer = await request(edge.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'accept-encoding': accepted },
        body: JSON.stringify({ query }),
      });
      expect(answer.headers['content-encoding']).toBe(encoding);
      const body = Buffer.from(await answer.body.arrayBuffer());
      expect(Number(answer.headers['content-length'])).toBe(body.length);
      expect(JSON.parse(String(read(body))).data[field]).toContain(text);
    }
    expect(edge.signals.loads).toBe(1);
  });

  it.each([undefined, 'identity', 'gzip;q=0, br;q=0', 'deflate', ';;,,q='])(
    'is sent as it is to a client that takes %s',
    async (accepted) => {
      const edge = await startEdge();
      const answer = await request(edge.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(accepted !== undefined && { 'accept-encoding': accepted }) },
        body: JSON.stringify({ query: '{ large(characters: 5000) }' }),
      });
      expect(answer.headers['content-encoding']).toBeUndefined();
      expect(await answer.body.json()).toEqual({ data: { large: 'x'.repeat(5_000) } });
    },
  );

  it('that is short is sent as it is', async () => {
    const edge = await startEdge();
    const answer = await get(edge, '{ everybodys }', { 'accept-encoding': 'br' });
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect(await answer.body.json()).toEqual({ data: { everybodys: '1' } });
  });
});
