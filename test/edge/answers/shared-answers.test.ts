import { expect, it } from 'vitest';
import type { Authenticate } from '../../../src/accounts/authenticate.ts';
import { createCacheCounters } from '../../../src/cache/cache-counters.ts';
import type { SharedEntry, SharedLevel } from '../../../src/cache/shared/shared-level.ts';
import { readKeptAnswer } from '../../../src/edge/answers/kept-answer.ts';
import { callerOf } from '../../support/edge/caller.ts';
import { startEdge } from '../../support/edge/start-edge.ts';

/** Whoever a request says that it is, in the role that it says. */
const authenticate: Authenticate = async (call) => {
  const [id = '', role] = call.transport === 'http' ? String(call.headers['authorization']).split(' ') : [];
  return { ...callerOf(id), role: role === 'ADMIN' ? 'ADMIN' : 'USER' };
};

/** A level in which nothing ever changes. */
function unchanging(): SharedLevel & { readonly entries: Map<string, SharedEntry> } {
  const entries = new Map<string, SharedEntry>();
  return {
    entries,
    look: async (key) => ({ position: 1, entry: entries.get(key), turn: 'own' }),
    wait: async () => undefined,
    store: async (key, _, entry) => void entries.set(key, entry),
    settle: async () => undefined,
  };
}

async function startTwo() {
  const sharedLevel = unchanging();
  const counters = createCacheCounters();
  const one = await startEdge({ authenticate, sharedLevel });
  const other = await startEdge({ authenticate, sharedLevel, counters });
  for (const { signals } of [one, other]) signals.notes.push({ id: '1', owner: 'anna', text: 'hers' });
  return { one, other, counters, entries: sharedLevel.entries };
}

const DOCUMENT = 'query A($f: JSON) { notes(filter: $f) { id text } } query B { notes { id } }';
const ANNAS = { query: DOCUMENT, operationName: 'A', variables: { f: { a: 1, b: 2 } } };

it('an answer that one process has made is given by another, byte for byte, with the same tag', async () => {
  const { one, other, counters } = await startTwo();
  const [made, given] = [
    await one.post(ANNAS, { authorization: 'anna' }),
    await other.post({ ...ANNAS, variables: { f: { b: 2, a: 1 } } }, { authorization: 'anna' }),
  ];
  expect(await given.text()).toBe(await made.text());
  expect(given.headers.get('etag')).toBe(made.headers.get('etag'));
  expect(other.signals.loads).toBe(0);
  expect(counters).toMatchObject({ hitsInProcess: 0, hitsInRedis: 1, misses: 0 });
});

it.each([
  ['viewer', ANNAS, 'bert'],
  ['role', ANNAS, 'anna ADMIN'],
  ['document', { ...ANNAS, query: ANNAS.query.replace('id text', 'text id') }, 'anna'],
  ['operation of the document', { ...ANNAS, operationName: 'B' }, 'anna'],
  ['value of a variable', { ...ANNAS, variables: { f: { a: 1, b: 3 } } }, 'anna'],
])('it is no answer to another %s', async (_, payload, authorization) => {
  const { one, other } = await startTwo();
  await (await one.post(ANNAS, { authorization: 'anna' })).text();
  await (await other.post(payload, { authorization })).text();
  expect(other.signals.loads).toBe(1);
});

it.each([
  'PRIVATE {"data":{"notes":[]}',
  'PRIVATE {"data":null}',
  'PRIVATE {"errors":[],"data":{}}',
  'OTHER {"data":{}}',
  '{"data":{}}',
  'PRIVATE null',
  '',
])('what no process writes, such as %s, is no answer', async (text) => {
  const { one, other, entries } = await startTwo();
  await (await one.post(ANNAS, { authorization: 'anna' })).text();
  for (const [key, entry] of entries) entries.set(key, { ...entry, text });
  await (await other.post(ANNAS, { authorization: 'anna' })).text();
  expect(other.signals.loads).toBe(1);
  expect(readKeptAnswer(text)).toBeUndefined();
});
