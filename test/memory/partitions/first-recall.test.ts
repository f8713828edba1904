import { beforeAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import type { Viewer } from '../../../src/accounts/viewer.ts';
import type { Database } from '../../../src/database/database.ts';
import { STORED_IN_PART } from '../../../src/memory/partitions/read-record.ts';
import { holdLoads } from '../../support/lex/held-engine.ts';
import { newViewer, openTestDatabase, startMemoryNode } from '../../support/lex/memory-node.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const LARGE = Array.from({ length: STORED_IN_PART + 500 }, (_, n) => ({ key: `page/${n}`, content: `page ${n}` }));

let database: Database;
let anna: Viewer;
let bert: Viewer;
beforeAll(async () => {
  database = await openTestDatabase();
});

const FEW = [
  { key: 'talk/1', group: 'talk', content: 'Where do you keep the bicycle?' },
  { key: 'talk/2', group: 'talk', content: 'Behind the shed' },
  { key: 'cafe', content: 'The Café in Oslo opens at 7', tags: ['town'] },
  { key: 'walk', content: 'I walked to Oslo in May' },
  { key: 'elsewhere', namespace: 'work', content: 'Oslo office' },
];

/** What was given to somebody who has few memories, and somebody else. */
beforeEach(async () => {
  [anna, bert] = [await newViewer(database), await newViewer(database)];
  const first = await startMemoryNode({ database, path: await temporaryDirectory() });
  await first.memory.rememberMany(anna, FEW);
  await first.memory.remember(bert, { content: 'Oslo is where Bert hides his bicycle' });
  await first.close();
});

it('a new node has nothing of anybody, and loads what is asked for with the first recall', async () => {
  const { engine, recalled, memory } = await startMemoryNode({ database, path: await temporaryDirectory() });
  const nobody = await newViewer(database);
  expect(engine.stats()).toMatchObject({ items: 0, partitions: 0 });
  // What stands beside a match only the partition knows.
  expect(await recalled(anna, 'bicycle')).toEqual(['talk/2', 'talk/1']);
  expect(await recalled(nobody, 'bicycle')).toEqual([]);
  expect(engine.stats()).toMatchObject({ items: 5, partitions: 1 });
  // Nor is anybody's loaded by writing.
  await memory.remember(bert, { content: 'an umbrella' });
  await memory.remember(nobody, { key: 'mine', content: 'an umbrella' });
  expect(engine.stats()).toMatchObject({ items: 5, partitions: 1 });
  expect(await recalled(nobody, 'umbrella')).toEqual(['mine']);
});

let withMuch: Viewer | undefined;
/** Somebody who has the same and much besides, which takes long to store: the same for all tests. */
async function carlWithMuch(): Promise<Viewer> {
  if (withMuch) return withMuch;
  const first = await startMemoryNode({ database, path: await temporaryDirectory() });
  const carl = await newViewer(database);
  await first.memory.rememberMany(carl, FEW);
  await first.memory.rememberMany(carl, LARGE);
  await first.close();
  withMuch = carl;
  return carl;
}

it('a node that is stopped while it loads stops at once, and its next one begins anew', async () => {
  const path = await temporaryDirectory();
  const carl = await carlWithMuch();
  const { through, letGo, parts } = holdLoads();
  const { close, recalled } = await startMemoryNode({ database, path, through });
  const recalling = recalled(carl, 'bicycle');
  await vi.waitFor(() => expect(parts()).toBe(1));
  const closed = close();
  letGo();
  await closed;
  await recalling;
  // What was under way is finished: the first of two parts.
  expect(parts()).toBe(1);
  const again = await startMemoryNode({ database, path });
  expect(again.engine.partition(carl.id)).toBeUndefined();
  expect(await again.check(carl)).toMatchObject({ checked: LARGE.length + 5, different: 0 });
});

it('a load brings what memories mean', async () => {
  const [cafe] = await database.prisma.memory.findMany({ where: { ownerId: anna.id, key: 'cafe' } });
  const [memoryId, model] = [cafe?.id ?? '', 'made/model'];
  await database.prisma.memory.update({ where: { id: memoryId }, data: { embeddedBy: model } });
  const numbers = Int8Array.of(-128, -1, 0, 127);
  const scale = 1 / Math.hypot(...numbers);
  await database.prisma.memoryVector.create({ data: { memoryId, model, scale, numbers: new Uint8Array(numbers) } });
  const node = await startMemoryNode({ database, path: await temporaryDirectory() });
  expect(await node.recalled(anna, 'umbrella')).toEqual([]);
  const options = { limit: 10, now: new Date(), meaning: { model, scale, numbers } };
  const found = node.engine.recall({ ownerId: anna.id, namespace: 'default' }, 'umbrella', options);
  expect(found).toMatchObject([{ memoryId, scoring: { similarity: expect.closeTo(1, 5) } }]);
});

it('a large partition is answered from the record until it is loaded, and from the partition then', async () => {
  const carl = await carlWithMuch();
  const { through, letGo } = holdLoads();
  const { memory, engine } = await startMemoryNode({ database, path: await temporaryDirectory(), through });
  onTestFinished(letGo);
  const recall = async (query: string, more: { namespace?: string; tag?: string; limit?: number } = {}) =>
    memory.recall(carl, { query, namespace: 'default', limit: 10, ...more });
  const keys = async (...asked: Parameters<typeof recall>) => (await recall(...asked)).map((hit) => hit.memory.key);

  expect(await keys('walking in Oslo')).toEqual(['walk', 'cafe']);
  expect((await recall('walking in Oslo'))[0]?.reasons).toEqual(['walking', 'Oslo']);
  expect(await keys('the cafe in oslo', { tag: 'town' })).toEqual(['cafe']);
  expect(await keys('café')).toEqual(['cafe']);
  expect(await keys('Oslo', { namespace: 'work' })).toEqual(['elsewhere']);
  expect(await keys('Oslo', { limit: 1 })).toHaveLength(1);
  expect(await keys('the of and')).toEqual([]);
  expect(await keys('q00%_\\')).toEqual([]);
  expect(await keys('bicycle')).toEqual(['talk/1']);

  // Nobody waits for the engine meanwhile.
  await memory.remember(carl, { key: 'new', content: 'An umbrella from Oslo' });
  expect(await keys('umbrella')).toEqual(['new']);
  await memory.remember(carl, { key: 'gone', content: 'soon gone' });
  expect(await keys('soon gone')).toEqual(['gone']);
  const where = { ownerId: carl.id, key: 'gone' };
  await database.prisma.memory.updateMany({ where, data: { expiresAt: new Date(0) } });
  expect(await keys('soon gone')).toEqual([]);
  expect(await memory.forget(carl, 'default', 'new')).toBe(true);
  expect(await keys('umbrella')).toEqual([]);
  expect(engine.partition(carl.id)).toBeUndefined();

  letGo();
  await vi.waitFor(async () => expect(await keys('bicycle')).toEqual(['talk/2', 'talk/1']));
  expect(await keys('umbrella')).toEqual([]);
  expect(await keys('page 77', { limit: 1 })).toEqual(['page/77']);
  expect(engine.partition(carl.id)?.items).toBeGreaterThanOrEqual(LARGE.length + 5);
  expect(engine.partition(bert.id)).toBeUndefined();
});
