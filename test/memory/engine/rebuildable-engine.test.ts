import { describe, expect, it, onTestFinished } from 'vitest';
import { openLmdb } from '../../../src/lmdb/open-lmdb.ts';
import { createRebuildableEngine, type RebuildableEngine } from '../../../src/memory/engine/rebuildable-engine.ts';
import { madeMemory, stored, THEN } from '../../support/made-memory.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const SCOPE = { ownerId: '00000000-0000-4000-8000-000000000001', namespace: 'default' };
const [heron, otter] = [madeMemory({ content: 'a heron' }), madeMemory({ content: 'an otter' })];

/** An engine that knows of a heron, in a directory that stays when it is closed. */
async function openEngine(path: string): Promise<RebuildableEngine> {
  const engine = createRebuildableEngine({ root: await openLmdb(path) });
  onTestFinished(() => engine.close());
  return engine;
}

const found = (engine: RebuildableEngine) =>
  engine.recall(SCOPE, 'heron otter', { limit: 10, now: THEN }).map(({ memoryId }) => memoryId);

describe('an index that is made again', () => {
  it('is read when it is put to use, and stays in use when the engine is opened again', async () => {
    const path = await temporaryDirectory();
    const engine = await openEngine(path);
    await engine.apply([stored(1, heron)], 1n);
    const next = await engine.startRebuild();
    await next.apply([stored(1, otter)], 5n);
    expect(found(engine)).toEqual([heron.id]);
    await next.use();
    expect(found(engine)).toEqual([otter.id]);
    expect(engine.lastSequence).toBe(5n);
    await engine.close();
    const again = await openEngine(path);
    expect(found(again)).toEqual([otter.id]);
    expect(again.stats().items).toBe(1);
  });

  it('leaves the old one in use when the process ends before, and then begins anew', async () => {
    const path = await temporaryDirectory();
    const engine = await openEngine(path);
    await engine.apply([stored(1, heron)], 1n);
    const lost = await engine.startRebuild();
    await lost.apply([stored(1, madeMemory({ content: 'a heron from nowhere' }))], 7n);
    await engine.close();

    const again = await openEngine(path);
    expect(found(again)).toEqual([heron.id]);
    const next = await again.startRebuild();
    expect(next.lastSequence).toBe(0n);
    await next.apply([stored(2, otter)], 2n);
    await next.use();
    expect(found(again)).toEqual([otter.id]);
  });

  it('can be made again and again, and given up', async () => {
    const engine = await openEngine(await temporaryDirectory());
    for (const memory of [heron, otter, heron]) {
      const next = await engine.startRebuild();
      await next.apply([stored(1, memory)], 1n);
      await next.use();
      expect(found(engine)).toEqual([memory.id]);
    }
    const next = await engine.startRebuild();
    await next.apply([stored(1, otter)], 1n);
    await next.discard();
    expect(found(engine)).toEqual([heron.id]);
  });
});
