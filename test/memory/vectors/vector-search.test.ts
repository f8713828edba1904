import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openLmdb } from '../../../src/lmdb/open-lmdb.ts';
import { createMemoryEngine } from '../../../src/memory/engine/lmdb-memory-engine.ts';
import type { MemoryChange, MemoryEngine } from '../../../src/memory/engine/memory-engine.ts';
import { LEAST_SIMILARITY } from '../../../src/memory/engine/ranking/nearest.ts';
import type { Memory } from '../../../src/memory/memory.ts';
import type { MemoryVector } from '../../../src/memory/vectors/memory-vector.ts';
import { cosine, quantise } from '../../../src/memory/vectors/quantised-vector.ts';
import { deleted, madeMemory, stored, THEN } from '../../support/made-memory.ts';
import { takeIn } from '../../support/take-in.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const SCOPE = { ownerId: '00000000-0000-4000-8000-000000000001', namespace: 'default' };
const QUERY = 'nothingofthekind';

async function openEngine(): Promise<MemoryEngine> {
  const engine = createMemoryEngine({ root: await openLmdb(await temporaryDirectory()) });
  onTestFinished(() => engine.close());
  return engine;
}

const vectorOf = (numbers: readonly number[], model = 'some/model'): MemoryVector => ({
  model,
  ...quantise(Float32Array.from(numbers)),
});

const withVector = (sequence: number, memory: Memory, vector: MemoryVector): MemoryChange => ({
  ...(stored(sequence, memory) as Extract<MemoryChange, { kind: 'stored' }>),
  vector,
});

const find = (engine: MemoryEngine, meaning: MemoryVector, limit = 10, now = THEN) =>
  engine.recall(SCOPE, QUERY, { limit, now, meaning });

describe('vectors in the engine', () => {
  it('bring back the nearest, nearest first, as a scan of all of them does', async () => {
    const numbers = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 5, maxLength: 5 });
    const vectors = numbers.filter((each) => each.some((number) => number !== 0)).map((each) => vectorOf(each));
    await fc.assert(
      fc.asyncProperty(fc.array(vectors, { minLength: 1, maxLength: 150 }), vectors, async (all, meaning) => {
        const engine = await openEngine();
        const memories = all.map((_, at) => madeMemory({ content: `memory ${at}` }));
        const changes = memories.map((memory, at) => withVector(at + 1, memory, all[at] ?? meaning));
        await takeIn(engine, changes, BigInt(changes.length));
        const expected = all
          .map((vector) => Math.min(1, cosine(vector, meaning)))
          .filter((similarity) => similarity >= LEAST_SIMILARITY)
          .sort((a, b) => b - a)
          .slice(0, 10);
        const found = find(engine, meaning).map(({ scoring }) => scoring.similarity ?? 0);
        expect(found.length).toBe(expected.length);
        for (const [at, similarity] of found.entries()) expect(similarity).toBeCloseTo(expected[at] ?? 0, 5);
      }),
      { numRuns: 25 },
    );
  });

  it('stay within their model, their length, their owner and their namespace', async () => {
    const engine = await openEngine();
    const near = vectorOf([1, 1, 0]);
    const changes = [
      withVector(1, madeMemory({ content: 'another model' }), vectorOf([1, 1, 0], 'other/model')),
      withVector(2, madeMemory({ content: 'another length' }), vectorOf([1, 1, 0, 0])),
      withVector(3, madeMemory({ content: 'another owner', ownerId: '00000000-0000-4000-8000-000000000002' }), near),
      withVector(4, madeMemory({ content: 'another namespace', namespace: 'default2' }), near),
    ];
    await takeIn(engine, changes, 4n);
    expect(find(engine, near)).toEqual([]);
    const own = madeMemory({ content: 'its own' });
    await takeIn(engine, [withVector(5, own, near)], 5n);
    expect(find(engine, near).map(({ memoryId }) => memoryId)).toEqual([own.id]);
  });

  it('go with their memory, and are replaced with those of another model', async () => {
    const engine = await openEngine();
    const near = vectorOf([1, 1, 0]);
    const [kept, gone] = [madeMemory({ content: 'kept' }), madeMemory({ content: 'gone' })];
    await takeIn(engine, [withVector(1, kept, near), withVector(2, gone, near)], 2n);
    await takeIn(engine, [deleted(3, gone)], 3n);
    expect(find(engine, near).map(({ memoryId }) => memoryId)).toEqual([kept.id]);
    const other = vectorOf([1, 1, 0], 'other/model');
    await takeIn(engine, [withVector(4, kept, other)], 4n);
    expect(find(engine, near)).toEqual([]);
    expect(find(engine, other).map(({ memoryId }) => memoryId)).toEqual([kept.id]);
    await takeIn(engine, [stored(5, kept)], 5n);
    expect(find(engine, other)).toEqual([]);
    expect(engine.stats().items).toBe(1);
  });

  it('bring back nothing that has expired', async () => {
    const engine = await openEngine();
    const near = vectorOf([1, 1, 0]);
    const memory = madeMemory({ content: 'short', expiresAt: new Date(THEN.getTime() + 1_000) });
    await takeIn(engine, [withVector(1, memory, near)], 1n);
    expect(find(engine, near)).toHaveLength(1);
    expect(find(engine, near, 10, new Date(THEN.getTime() + 1_000))).toEqual([]);
  });

  it('leave the words of a memory found as before when they come later', async () => {
    const engine = await openEngine();
    const memory = madeMemory({ content: 'a heron stands in the reeds', group: 'birds' });
    await takeIn(engine, [stored(1, memory)], 1n);
    const before = engine.recall(SCOPE, 'heron reeds', { limit: 1, now: THEN });
    await takeIn(engine, [withVector(2, memory, vectorOf([1, 0]))], 2n);
    expect(engine.recall(SCOPE, 'heron reeds', { limit: 1, now: THEN })).toEqual(before);
    expect(engine.compare(memory, vectorOf([1, 0]))).toEqual([]);
    expect(engine.compare(memory, undefined)).toEqual(['vector']);
  });
});
