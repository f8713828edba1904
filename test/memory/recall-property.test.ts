import fc from 'fast-check';
import { expect, it } from 'vitest';
import { analyse } from '../../src/memory/analysis.ts';
import type { Memory } from '../../src/memory/memory.ts';
import type { MemoryChange, MemoryScope } from '../../src/memory/memory-engine.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { madeMemory } from './made-memory.ts';
import { openEngine } from './memory-node.ts';

const now = new Date('2026-06-01T00:00:00Z');
const words = ['red', 'bicycle', 'Oslo', 'sister', 'sisters', 'cheese', 'the', '東京', '2026'];
const scopes: readonly MemoryScope[] = ['1', '2'].flatMap((owner) =>
  ['default', 'work'].map((namespace) => ({ ownerId: `${owner}0000000-0000-4000-8000-000000000000`, namespace })),
);
const ids = Array.from({ length: 16 }, (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`);

/** What the contract says recall does, by looking at every memory. Its statistics include what expired unswept. */
function scan(memories: readonly Memory[], query: string): Map<string, number> {
  const texts = memories.map(({ content }) => analyse(content).map(({ term }) => term));
  const average = texts.reduce((sum, text) => sum + text.length, 0) / texts.length;
  const byWords = texts.map((text) => {
    let score = 0;
    for (const term of new Set(analyse(query).map((each) => each.term))) {
      const found = texts.filter((other) => other.includes(term)).length;
      const count = text.filter((other) => other === term).length;
      const rarity = Math.log(1 + (texts.length - found + 0.5) / (found + 0.5));
      if (count > 0) score += (rarity * (count * 1.9)) / (count + 0.9 * (0.7 + (0.3 * text.length) / average));
    }
    return score;
  });
  const isAlive = ({ expiresAt }: Memory) => expiresAt === undefined || expiresAt > now;
  const scores = new Map<string, number>();
  for (const [index, memory] of memories.entries()) {
    if (!isAlive(memory)) continue;
    const group = memories
      .map((other, at) => ({ other, score: byWords[at] ?? 0 }))
      .filter(({ other }) => memory.group !== undefined && other.group === memory.group)
      .sort((a, b) => Number(a.other.number - b.other.number));
    const place = group.findIndex(({ other }) => other.id === memory.id);
    let score = byWords[index] ?? 0;
    for (const [step, share] of [
      [-2, 0.25],
      [-1, 0.5],
      [1, 0.5],
      [2, 0.25],
    ] as const) {
      const neighbour = place < 0 ? undefined : group[place + step];
      if (neighbour && isAlive(neighbour.other)) score += share * neighbour.score;
    }
    const ageDays = (now.getTime() - memory.updatedAt.getTime()) / 86_400_000;
    if (score > 0) scores.set(memory.id, score * (1 + 0.05 * 0.5 ** (ageDays / 30)));
  }
  return scores;
}

const change = fc.record({
  who: fc.nat({ max: ids.length - 1 }),
  kind: fc.oneof({ weight: 4, arbitrary: fc.constant('stored') }, { weight: 1, arbitrary: fc.constant('deleted') }),
  content: fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 8 }),
  group: fc.constantFrom(undefined, 'g', 'h'),
  daysOld: fc.nat({ max: 400 }),
  expires: fc.constantFrom(undefined, 'past', 'future'),
});
const plan = fc.record({
  batches: fc.array(fc.array(change, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 5 }),
  order: fc.shuffledSubarray(
    ids.map((_, index) => index),
    { minLength: ids.length, maxLength: ids.length },
  ),
  query: fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 }),
});

it('recalls what a scan of all memories would, whatever has happened to them', async () => {
  const engine = await openEngine(await temporaryDirectory());
  try {
    await fc.assert(
      fc.asyncProperty(plan, async ({ batches, order, query }) => {
        await engine.clear();
        const record = new Map<string, Memory>();
        let sequence = 0n;
        for (const batch of batches) {
          const changes = batch.map(({ who, kind, content, group, daysOld, expires }): MemoryChange => {
            sequence++;
            const id = ids[who] ?? '';
            if (kind === 'deleted') {
              record.delete(id);
              return { kind: 'deleted', sequence, memoryId: id };
            }
            const memory = madeMemory({
              id,
              ...scopes[who % scopes.length],
              number: BigInt(order.indexOf(who) + 1),
              content: content.join(' '),
              group,
              updatedAt: new Date(now.getTime() - daysOld * 86_400_000),
              expiresAt: expires && new Date(now.getTime() + (expires === 'past' ? -1 : 1)),
            });
            record.set(id, memory);
            return { kind: 'stored', sequence, memory };
          });
          await engine.apply(changes, sequence);
        }
        expect(engine.stats().items).toBe(record.size);
        for (const scope of scopes) {
          const own = [...record.values()].filter(
            ({ ownerId, namespace }) => ownerId === scope.ownerId && namespace === scope.namespace,
          );
          const expected = own.length > 0 ? scan(own, query.join(' ')) : new Map<string, number>();
          const hits = engine.recall(scope, query.join(' '), { limit: 100, now });
          expect(new Map(hits.map(({ memoryId, score }) => [memoryId, score.toFixed(9)]))).toEqual(
            new Map([...expected].map(([id, score]) => [id, score.toFixed(9)])),
          );
          expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).sort((a, b) => b - a));
        }
      }),
      { numRuns: 150 },
    );
  } finally {
    await engine.close();
  }
});
