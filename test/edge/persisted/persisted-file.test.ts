import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSchema } from 'graphql-yoga';
import { describe, expect, it } from 'vitest';
import { readAppDocuments } from '../../../src/edge/persisted/app-documents.ts';
import type { PersistedDocuments } from '../../../src/edge/persisted/persisted-documents.ts';
import { startEdge } from '../../support/edge/start-edge.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const hash = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('hex');
const HELLO = 'query Hello { hello }';
const KIND = 'query Kind { kind }';
const schema = createSchema({ typeDefs: 'type Query { hello: String kind: String } type Mutation { go: Boolean }' });
const operation = (id: string, body: string, rest: object = { name: 'Hello', type: 'query' }) => ({
  id,
  body,
  ...rest,
});
const manifest = (...operations: object[]) => ({ format: 'apollo-persisted-query-manifest', version: 1, operations });

async function read(content: unknown, known: PersistedDocuments = new Map()): Promise<PersistedDocuments> {
  const path = join(await temporaryDirectory(), 'documents.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readAppDocuments(path, { schema, known });
}

describe('an app’s list of documents', () => {
  it.each([
    ['Apollo’s manifest', hash('sha256', HELLO), manifest(operation(hash('sha256', HELLO), HELLO))],
    ['Apollo’s manifest with ids of its own', 'Hello_v2', manifest(operation('Hello_v2', HELLO))],
    ['Relay’s map', hash('md5', HELLO), { [hash('md5', HELLO)]: HELLO }],
    ['the client preset’s map', `sha256:${hash('sha256', HELLO)}`, { [`sha256:${hash('sha256', HELLO)}`]: HELLO }],
    ['a map of other hashes', hash('sha1', HELLO), { [hash('sha1', HELLO).toUpperCase()]: HELLO }],
  ])('may be %s', async (_, id, content) => {
    const edge = await startEdge({ documents: await read(content), persistedOnly: true });
    for (const params of [
      { documentId: id },
      { extensions: { persistedQuery: { version: 1, sha256Hash: id } } },
      { query: HELLO },
    ]) {
      expect(await (await edge.post(params)).json()).toEqual({ data: { hello: 'world' } });
    }
  });

  it('may be empty, and may say again what is known', async () => {
    expect(await read({})).toEqual(new Map());
    expect(await read(manifest())).toEqual(new Map());
    expect(await read({ a: HELLO }, new Map([['a', HELLO]]))).toEqual(new Map([['a', HELLO]]));
  });

  it.each<[string, unknown, RegExp, PersistedDocuments?]>([
    ['no JSON', '{', /can't be read/],
    ['neither', '[]', /neither Apollo's manifest .* nor a map/],
    ['another version of the manifest', { ...manifest(), version: 2 }, /At version/],
    ['an operation without an id', manifest({ body: HELLO }), /At operations\.0\.id/],
    ['a map to something else', { a: { body: HELLO } }, /neither/],
    ['what can’t be parsed', { a: 'query {' }, /"a": Syntax Error/],
    ['what the schema hasn’t', { a: 'query A { nothing }' }, /"a": Cannot query field "nothing"/],
    ['a fragment alone', { a: 'fragment A on Query { hello }' }, /"a": /],
    ['another name', manifest(operation('a', KIND)), /"a": it has no operation named Hello/],
    ['another type', manifest(operation('a', HELLO, { type: 'mutation' })), /"a": it is listed as a mutation/],
    ['one id twice', manifest(operation('a', HELLO), operation('a', KIND, {})), /"a": .* in the same file/],
    ['another document of a known id', { a: KIND }, /"a": .* in schema\/persisted\.json/, new Map([['a', HELLO]])],
    ['a document of 200,000 characters', { a: `${HELLO} #${'x'.repeat(200_000)}` }, /131072 are allowed/],
  ])('stops the start when it holds %s', async (_, content, words, known) => {
    const error = await read(content, known).then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(error?.message).toMatch(words);
    expect(error?.message).toMatch(/^LEX_PERSISTED_FILE[^\n]*$/);
  });

  it('tells each problem in a line of its own, and not without end', async () => {
    const two = await read({ a: '{', b: HELLO, c: '{ x }' }).catch((error: Error) => error.message);
    expect(String(two).split('\n')).toEqual([expect.stringContaining('"a"'), expect.stringContaining('"c"')]);
    const many = await read(Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`id${index}`, '{']))).catch(
      (error: Error) => error.message,
    );
    expect(String(many).split('\n')).toHaveLength(21);
    expect(many).toContain('480 more');
  });

  it('is told to be missing', async () => {
    const missing = readAppDocuments('/nowhere/documents.json', { schema, known: new Map() });
    await expect(missing).rejects.toThrow('LEX_PERSISTED_FILE is "/nowhere/documents.json"');
  });
});
