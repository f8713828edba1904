import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Memory } from '../../src/memory/memory.ts';
import type { MemoryChange, MemoryEngine } from '../../src/memory/memory-engine.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { memoryOf, openEngine } from './memory-node.ts';

const now = new Date('2026-06-01T00:00:00Z');
const later = new Date('2026-07-01T00:00:00Z');
const alice = '10000000-0000-4000-8000-000000000000';
const bob = '20000000-0000-4000-8000-000000000000';

async function freshEngine(): Promise<MemoryEngine> {
  const engine = await openEngine(await temporaryDirectory());
  onTestFinished(() => engine.close());
  return engine;
}

/** Stores memories in this order, under the engine's next numbers. */
async function store(engine: MemoryEngine, ...memories: Memory[]): Promise<void> {
  const from = engine.lastSequence;
  const changes = memories.map((memory, index): MemoryChange => {
    return { kind: 'stored', sequence: from + BigInt(index + 1), memory };
  });
  await engine.apply(changes, from + BigInt(memories.length));
}

async function drop(engine: MemoryEngine, memory: Memory): Promise<void> {
  const sequence = engine.lastSequence + 1n;
  await engine.apply([{ kind: 'deleted', sequence, memoryId: memory.id }], sequence);
}

function recall(
  engine: MemoryEngine,
  query: string,
  options: { namespace?: string; ownerId?: string; at?: Date } = {},
) {
  const { namespace = 'default', ownerId = alice, at = now } = options;
  return engine.recall({ ownerId, namespace }, query, { limit: 10, now: at });
}

const idsOf = (hits: readonly { memoryId: string }[]) => hits.map(({ memoryId }) => memoryId);

describe('a memory engine', () => {
  it('begins empty', async () => {
    const engine = await freshEngine();
    expect(engine.lastSequence).toBe(0n);
    expect(engine.stats().items).toBe(0);
    expect(recall(engine, 'anything')).toEqual([]);
  });

  it('puts the memory that holds more of the words, and rarer ones, first', async () => {
    const engine = await freshEngine();
    const [both, rare, common] = ['the red bicycle', 'a bicycle', 'a red door'].map((content) => memoryOf({ content }));
    if (!both || !rare || !common) throw new Error('unreachable');
    await store(engine, common, rare, both, memoryOf({ content: 'red wine' }), memoryOf({ content: 'blue sky' }));
    expect(idsOf(recall(engine, 'Where is my red bicycle?')).slice(0, 3)).toEqual([
      both.id,
      rare.id,
      expect.anything(),
    ]);
    expect(idsOf(recall(engine, 'red bicycle'))).toHaveLength(4);
  });

  it('says by which of the query’s words a memory was found', async () => {
    const engine = await freshEngine();
    await store(engine, memoryOf({ content: 'my sister moved to Oslo' }));
    const [hit] = recall(engine, 'When did my Sisters move to Paris?');
    expect(hit?.reasons).toEqual(['Sisters', 'move']);
  });

  it('finds nothing of another owner or namespace, also where one name begins like the other', async () => {
    const engine = await freshEngine();
    await store(
      engine,
      memoryOf({ content: 'secret plan', ownerId: bob }),
      memoryOf({ content: 'secret plan', namespace: 'work' }),
      memoryOf({ content: 'secret plan', namespace: 'default2', group: 'g' }),
    );
    expect(recall(engine, 'secret plan')).toEqual([]);
    expect(recall(engine, 'secret plan', { namespace: 'defaul' })).toEqual([]);
    expect(recall(engine, 'secret plan', { namespace: 'wor' })).toEqual([]);
    expect(recall(engine, 'secret plan', { namespace: 'work' })).toHaveLength(1);
    expect(recall(engine, 'secret plan', { ownerId: bob })).toHaveLength(1);
  });

  it('scores the same whatever others have stored', async () => {
    const engine = await freshEngine();
    const mine = ['red bicycle', 'blue door', 'red wine'].map((content) => memoryOf({ content }));
    await store(engine, ...mine);
    const alone = recall(engine, 'red bicycle');
    await store(engine, ...Array.from({ length: 50 }, () => memoryOf({ content: 'red bicycle', ownerId: bob })));
    expect(recall(engine, 'red bicycle')).toEqual(alone);
  });

  it('finds a replaced memory by its new text only, and counts it once', async () => {
    const engine = await freshEngine();
    const first = memoryOf({ content: 'lives in Oslo' });
    await store(engine, first, memoryOf({ content: 'likes cheese' }));
    await store(engine, { ...first, content: 'lives in Bergen' });
    expect(recall(engine, 'Oslo')).toEqual([]);
    expect(idsOf(recall(engine, 'Bergen'))).toEqual([first.id]);
    expect(engine.stats().items).toBe(2);
  });

  it('takes what happens to one memory several times within a batch', async () => {
    const engine = await freshEngine();
    const memory = memoryOf({ content: 'first words', group: 'g' });
    const gone = memoryOf({ content: 'gone words' });
    await engine.apply(
      [
        { kind: 'stored', sequence: 1n, memory },
        { kind: 'stored', sequence: 2n, memory: gone },
        { kind: 'stored', sequence: 3n, memory: { ...memory, content: 'second words', group: 'h' } },
        { kind: 'deleted', sequence: 4n, memoryId: gone.id },
      ],
      4n,
    );
    expect(idsOf(recall(engine, 'first second gone words'))).toEqual([memory.id]);
    expect(recall(engine, 'first gone')).toEqual([]);
    expect(engine.stats().items).toBe(1);
  });

  it('leaves no trace of what was deleted', async () => {
    const engine = await freshEngine();
    const kept = memoryOf({ content: 'a red bicycle', group: 'g', number: 1n });
    const gone = memoryOf({ content: 'a green bicycle', group: 'g', number: 2n });
    await store(engine, kept);
    const before = recall(engine, 'green bicycle');
    await store(engine, gone);
    await drop(engine, gone);
    await drop(engine, gone);
    expect(recall(engine, 'green bicycle')).toEqual(before);
    expect(engine.stats().items).toBe(1);
  });

  it('applies a batch again without a change', async () => {
    const engine = await freshEngine();
    const memory = memoryOf({ content: 'a red bicycle' });
    const batch: MemoryChange[] = [
      { kind: 'stored', sequence: 1n, memory },
      { kind: 'stored', sequence: 2n, memory: memoryOf({ content: 'a red door' }) },
      { kind: 'deleted', sequence: 3n, memoryId: memory.id },
    ];
    await engine.apply(batch, 3n);
    const once = recall(engine, 'red bicycle');
    await engine.apply(batch, 3n);
    await engine.apply(batch.slice(0, 1), 1n);
    expect(recall(engine, 'red bicycle')).toEqual(once);
    expect(engine.lastSequence).toBe(3n);
    expect(engine.stats().items).toBe(1);
  });

  it('never brings back what has expired, nor lifts or names anything by it', async () => {
    const engine = await freshEngine();
    const expired = memoryOf({ content: 'bicycle in the cellar', expiresAt: later, group: 'g', number: 1n });
    const beside = memoryOf({ content: 'a bicycle', group: 'g', number: 2n });
    await store(engine, expired, beside);
    expect(idsOf(recall(engine, 'bicycle'))).toContain(expired.id);
    const after = recall(engine, 'bicycle cellar', { at: later });
    expect(after).toMatchObject([{ memoryId: beside.id, reasons: ['bicycle'] }]);
  });

  it('finds what is alive behind any number of better matches that have expired', async () => {
    const engine = await freshEngine();
    const alive = memoryOf({ content: 'bicycle and a lot of other things that make it longer' });
    const expired = Array.from({ length: 500 }, () => memoryOf({ content: 'bicycle', expiresAt: now }));
    await store(engine, ...expired, alive);
    expect(idsOf(recall(engine, 'bicycle'))).toEqual([alive.id]);
  });

  it('lifts a match by matches beside it in its group, and says so', async () => {
    const engine = await freshEngine();
    const filler = (number: bigint) => memoryOf({ content: 'something else', group: 'g', number });
    const near = memoryOf({ content: 'bicycle repair', group: 'g', number: 1n });
    const matched = memoryOf({ content: 'bicycle shop', group: 'g', number: 2n });
    const far = memoryOf({ content: 'bicycle ride', group: 'g', number: 10n });
    const elsewhere = memoryOf({ content: 'bicycle lane', group: 'h', number: 3n });
    await store(engine, near, matched, ...[4n, 5n, 6n, 7n, 8n, 9n].map(filler), far, elsewhere);
    const hits = recall(engine, 'bicycle');
    const scoreOf = (memory: Memory) => hits.find(({ memoryId }) => memoryId === memory.id);
    expect(scoreOf(near)?.score).toBeCloseTo((scoreOf(elsewhere)?.score ?? 0) * 1.5);
    expect(scoreOf(far)?.score).toBeCloseTo(scoreOf(elsewhere)?.score ?? 0);
    expect(scoreOf(near)?.reasons).toEqual(['bicycle', expect.stringMatching(/^next to/)]);
    expect(scoreOf(elsewhere)?.reasons).toEqual(['bicycle']);
  });

  it('keeps a group in the record’s order, whatever order the changes come in', async () => {
    const [first, second, third, fourth] = [1n, 2n, 3n, 4n].map((number) =>
      memoryOf({ content: number === 1n ? 'bicycle' : `word${number}`, group: 'g', number }),
    );
    if (!first || !second || !third || !fourth) throw new Error('unreachable');
    const asWritten = await freshEngine();
    await store(asWritten, first, second, third, fourth, memoryOf({ content: 'unrelated' }));
    const asRebuilt = await freshEngine();
    await store(asRebuilt, fourth, third, first, memoryOf({ content: 'unrelated' }), second);
    const query = 'bicycle word2 word3 word4';
    const scores = (engine: MemoryEngine) =>
      new Map(recall(engine, query).map(({ memoryId, score }) => [memoryId, score.toFixed(9)]));
    expect(scores(asRebuilt)).toEqual(scores(asWritten));
  });

  it('prefers the newer of two equal memories', async () => {
    const engine = await freshEngine();
    const old = memoryOf({ content: 'red bicycle', updatedAt: new Date('2020-01-01T00:00:00Z') });
    const recent = memoryOf({ content: 'red bicycle', updatedAt: now });
    await store(engine, old, recent);
    expect(idsOf(recall(engine, 'red bicycle'))).toEqual([recent.id, old.id]);
    const better = memoryOf({ content: 'red bicycle bicycle', updatedAt: new Date('2020-01-01T00:00:00Z') });
    await store(engine, better);
    expect(idsOf(recall(engine, 'red bicycle'))[0]).toBe(better.id);
  });

  it('answers as many as are asked for, the same ones however many that is', async () => {
    const engine = await freshEngine();
    const many = Array.from({ length: 300 }, (_, index) => memoryOf({ content: `bicycle ${'x '.repeat(index)}` }));
    await store(engine, ...many);
    const ask = (limit: number) =>
      idsOf(engine.recall({ ownerId: alice, namespace: 'default' }, 'bicycle', { limit, now }));
    expect(ask(100)).toHaveLength(100);
    expect(ask(3)).toEqual(ask(100).slice(0, 3));
  });

  it.each([
    ['Unicode’s corners', '\u0001\u001f\u007f\u200d\ufeff\u{10ffff}﷽ 👩‍👩‍👧‍👦 ۝'],
    ['white space', ' \n '],
    ['one long word', 'x'.repeat(32_000)],
    ['characters of four bytes', '𠀀'.repeat(16_000)],
    ['thousands of words', Array.from({ length: 5_000 }, (_, index) => `w${index}`).join(' ')],
  ])('stores, finds by and forgets a text of %s', async (_, content) => {
    const engine = await freshEngine();
    const other = memoryOf({ content: 'a bicycle' });
    const memory = memoryOf({ content: `${content} bicycle`, group: content.slice(0, 200), namespace: 'default' });
    await store(engine, other, memory);
    expect(idsOf(recall(engine, 'bicycle')).sort()).toEqual([other.id, memory.id].sort());
    expect(idsOf(recall(engine, content))).not.toContain(other.id);
    await drop(engine, memory);
    expect(idsOf(recall(engine, `${content} bicycle`))).toEqual([other.id]);
  });

  it('tells apart the longest names of namespaces and groups, which differ at the end only', async () => {
    const engine = await freshEngine();
    const long = '語\u0001'.repeat(49);
    const one = memoryOf({ content: 'bicycle', namespace: `${long}1`, group: `${long}${long}1` });
    const two = memoryOf({ content: 'bicycle', namespace: `${long}2`, group: `${long}${long}2` });
    await store(engine, one, two);
    expect(idsOf(recall(engine, 'bicycle', { namespace: `${long}1` }))).toEqual([one.id]);
    expect(idsOf(recall(engine, 'bicycle', { namespace: `${long}2` }))).toEqual([two.id]);
  });

  it('is as it was when it is opened again', async () => {
    const path = await temporaryDirectory();
    const first = await openEngine(path);
    await store(first, memoryOf({ content: 'a red bicycle' }), memoryOf({ content: 'a red door' }));
    const before = recall(first, 'red bicycle');
    await first.close();
    const second = await openEngine(path);
    onTestFinished(() => second.close());
    expect(recall(second, 'red bicycle')).toEqual(before);
    expect(second.lastSequence).toBe(2n);
    expect(second.stats()).toMatchObject({ items: 2, bytes: expect.any(Number) });
    expect(second.stats().bytes).toBeGreaterThan(0);
    await access(join(path, 'data.mdb'));
  });

  it('is empty after it was cleared, and can be filled again', async () => {
    const engine = await freshEngine();
    const memory = memoryOf({ content: 'a red bicycle', group: 'g' });
    await store(engine, memory);
    await engine.clear();
    expect(engine.lastSequence).toBe(0n);
    expect(engine.stats().items).toBe(0);
    expect(recall(engine, 'bicycle')).toEqual([]);
    await store(engine, memory);
    expect(idsOf(recall(engine, 'bicycle'))).toEqual([memory.id]);
  });
});
