import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Viewer } from '../../../src/accounts/viewer.ts';
import type { Database } from '../../../src/database/database.ts';
import type { RebuildableEngine } from '../../../src/memory/engine/rebuildable-engine.ts';
import { newViewer, openTestDatabase, startMemoryNode } from '../../support/lex/memory-node.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

let database: Database;
let anna: Viewer;
let bert: Viewer;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  [anna, bert] = [await newViewer(database), await newViewer(database)];
  const first = await startMemoryNode({ database, path: await temporaryDirectory() });
  await first.memory.rememberMany(anna, [
    { key: 'talk/1', group: 'talk', content: 'Where do you keep the bicycle?' },
    { key: 'talk/2', group: 'talk', content: 'Behind the shed' },
    { key: 'cafe', content: 'The Café in Oslo opens at 7', tags: ['town'] },
    { key: 'walk', content: 'I walked to Oslo in May' },
    { key: 'elsewhere', namespace: 'work', content: 'Oslo office' },
  ]);
  await first.memory.remember(bert, { content: 'Oslo is where Bert hides his bicycle' });
  await first.close();
});

/** A new node whose engine takes nothing until it is let go. */
async function heldNode() {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let applied = 0;
  const through = (engine: RebuildableEngine): RebuildableEngine =>
    Object.create(engine, {
      apply: {
        value: async (...changes: Parameters<RebuildableEngine['apply']>) => {
          applied++;
          await held;
          return engine.apply(...changes);
        },
      },
    });
  const node = await startMemoryNode({ database, path: await temporaryDirectory(), through });
  return { ...node, letGo, applied: () => applied };
}

it('a new node answers from the database until its engine has caught up, and from the engine then', async () => {
  const { memory, engine, letGo } = await heldNode();
  const recall = async (query: string, more: { namespace?: string; tag?: string; limit?: number } = {}) =>
    memory.recall(anna, { query, namespace: 'default', limit: 10, ...more });
  const keys = async (...asked: Parameters<typeof recall>) => (await recall(...asked)).map((hit) => hit.memory.key);

  expect(engine.lastSequence).toBe(0n);
  expect(await keys('walking in Oslo')).toEqual(['walk', 'cafe']);
  expect((await recall('walking in Oslo'))[0]?.reasons).toEqual(['walking', 'Oslo']);
  expect(await keys('the cafe in oslo', { tag: 'town' })).toEqual(['cafe']);
  expect(await keys('café')).toEqual(['cafe']);
  expect(await keys('Oslo', { namespace: 'work' })).toEqual(['elsewhere']);
  expect(await keys('Oslo', { limit: 1 })).toHaveLength(1);
  expect(await keys('the of and')).toEqual([]);
  expect(await keys('100%_\\')).toEqual([]);
  // What is said beside a match only the engine knows.
  expect(await keys('bicycle')).toEqual(['talk/1']);

  // Nobody waits for the engine meanwhile.
  await memory.remember(anna, { key: 'new', content: 'An umbrella from Oslo' });
  expect(await keys('umbrella')).toEqual(['new']);
  await memory.remember(anna, { key: 'gone', content: 'soon gone', expiresAt: new Date(Date.now() + 50) });
  await vi.waitFor(async () => expect(await keys('soon gone')).toEqual([]));
  expect(await memory.forget(anna, 'default', 'new')).toBe(true);
  expect(await keys('umbrella')).toEqual([]);

  letGo();
  await vi.waitFor(async () => expect(await keys('bicycle')).toEqual(['talk/2', 'talk/1']));
  expect(await keys('umbrella')).toEqual([]);
  expect(
    (await memory.recall(bert, { query: 'Oslo', namespace: 'default', limit: 10 })).map((hit) => hit.memory.key),
  ).toHaveLength(1);
});

it('a node that is stopped while it catches up stops at once', async () => {
  const first = await startMemoryNode({ database, path: await temporaryDirectory() });
  await first.memory.rememberMany(
    anna,
    Array.from({ length: 2_500 }, (_, n) => ({ key: `page/${n}`, content: `page ${n}` })),
  );
  await first.close();
  const { letGo, close, applied } = await heldNode();
  const closed = close();
  letGo();
  await closed;
  // What was under way is finished: the first of three pages.
  expect(applied()).toBe(1);
});
