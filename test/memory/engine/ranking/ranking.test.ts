import { expect, it } from 'vitest';
import type { NamedTime } from '../../../../src/language/terms/named-times.ts';
import type { DocValues } from '../../../../src/memory/engine/packed/doc-values.ts';
import { PackingBuffer } from '../../../../src/memory/engine/postings/packing-buffer.ts';
import {
  DOCS_IN_CHUNK,
  mergePostings,
  type PostingChange,
  PostingChunk,
  postingChange,
} from '../../../../src/memory/engine/postings/posting-chunk.ts';
import { postingCode } from '../../../../src/memory/engine/postings/posting-code.ts';
import { bestByWords } from '../../../../src/memory/engine/ranking/best-by-words.ts';
import { REACH } from '../../../../src/memory/engine/ranking/neighbours.ts';
import { lookedAt, rank } from '../../../../src/memory/engine/ranking/ranking.ts';
import { WordScores } from '../../../../src/memory/engine/ranking/word-scores.ts';
import { THEN } from '../../../support/made-memory.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

interface Doc {
  /** How often each term is in it. */
  readonly words: Readonly<Record<string, number | undefined>>;
  /** Counting words that no query asks for. */
  readonly length?: number;
  readonly heading?: string;
  /** Its number in the database, where that differs from the order. */
  readonly number?: number;
  readonly group?: string;
  readonly asks?: number;
  readonly updatedAt?: number;
  readonly expiresAt?: number;
  /** The order of its words, where it matters. */
  readonly said?: readonly string[];
}

const positionOf = (word: string) => word.length * 1_000 + (word.codePointAt(0) ?? 0);
const idOf = (doc: number) => `m${doc}`;

/** Ranks a handful of memories, numbered from 1 in this order, for these words. */
function ranked(
  docs: readonly Doc[],
  query: readonly string[],
  { limit = 10, times = [] }: { limit?: number; times?: readonly NamedTime[] } = {},
) {
  const lengthOf = ({ words, length }: Doc) =>
    length ?? Object.values(words).reduce<number>((sum, count) => sum + (count ?? 0), 0);
  const terms = query.flatMap((word) => {
    const postings = docs.flatMap((doc, index): PostingChange[] => {
      const count = doc.words[word];
      if (!count) return [];
      return [postingChange(index + 1, postingCode(count, lengthOf(doc), doc.heading === word))];
    });
    const buffer = new PackingBuffer();
    if (mergePostings(undefined, postings, buffer, 0) === 0) return [];
    const chunks = [new PostingChunk(buffer.bytes, buffer.places, 0)];
    return [{ word, position: positionOf(word), chunks, found: postings.length, share: 1 }];
  });
  const averageLength = docs.reduce((sum, doc) => sum + lengthOf(doc), 0) / docs.length;
  const words = new WordScores(terms, { memories: docs.length, averageLength });
  const groups = [undefined, ...new Set(docs.flatMap(({ group }) => group ?? []))];
  const reader = {
    now: THEN.getTime(),
    sums: new Float64Array(DOCS_IN_CHUNK),
    leaveOut(_: number, scores: Float64Array) {
      for (const [index, { expiresAt }] of docs.entries()) {
        if (expiresAt !== undefined && expiresAt <= THEN.getTime()) scores[index + 1] = 0;
      }
    },
    isWanted: () => true,
    values(doc: number): DocValues | undefined {
      const found = docs[doc - 1];
      return (
        found && {
          memoryId: idOf(doc),
          group: groups.indexOf(found.group),
          number: found.number ?? doc,
          updatedAt: found.updatedAt ?? 0,
          expiresAt: found.expiresAt ?? Number.POSITIVE_INFINITY,
          asks: found.asks ?? 0,
          positions: Uint16Array.from(found.said ?? [], positionOf),
        }
      );
    },
    around(group: number, number: number) {
      const members = docs.flatMap((doc, index) => (doc.group === groups[group] ? [index + 1] : []));
      const at = members.indexOf(number);
      return Array.from({ length: 2 * REACH + 1 }, (_, index) => members[at + index - REACH]);
    },
  };
  return rank(reader, words, bestByWords(words, lookedAt(limit), reader), { limit, times });
}

const scoreOf = (hits: ReturnType<typeof ranked>, id: string) =>
  hits.find(({ memoryId }) => memoryId === id)?.score ?? 0;
const order = (hits: ReturnType<typeof ranked>) => hits.map(({ memoryId }) => memoryId);

it('a rare word counts for more than a common one', () => {
  const docs = [{ words: { common: 1 } }, { words: { common: 1 } }, { words: { common: 1 } }, { words: { rare: 1 } }];
  expect(order(ranked(docs, ['common', 'rare']))[0]).toBe('m4');
});

it('of two that say a word once the shorter one comes first', () => {
  const docs = [
    { words: { tea: 1 }, length: 40 },
    { words: { tea: 1 }, length: 4 },
  ];
  expect(order(ranked(docs, ['tea']))).toEqual(['m2', 'm1']);
});

it('saying a word again adds less each time', () => {
  const docs = [1, 2, 3].map((tea) => ({ words: { tea }, length: 10 }));
  const hits = ranked(docs, ['tea']);
  expect(order(hits)).toEqual(['m3', 'm2', 'm1']);
  const [once, twice, thrice] = ['m1', 'm2', 'm3'].map((id) => scoreOf(hits, id));
  expect((thrice ?? 0) - (twice ?? 0)).toBeLessThan((twice ?? 0) - (once ?? 0));
});

it('two words count for more than one', () => {
  const docs = [{ words: { red: 1 } }, { words: { red: 1, bicycle: 1 } }, { words: { bicycle: 1 } }];
  expect(order(ranked(docs, ['red', 'bicycle']))[0]).toBe('m2');
});

it('names the words that matched, as they were asked for, in the order of the question', () => {
  const docs = [{ words: { bicycle: 1, Red: 1 } }, { words: { Red: 1 } }];
  expect(ranked(docs, ['Red', 'bicycle']).map(({ reasons }) => reasons)).toEqual([['Red', 'bicycle'], ['Red']]);
});

it('a match lifts its neighbours in the group by 0.5, and those after them by 0.3', () => {
  const silent: Doc = { words: {}, group: 'talk', length: 5 };
  const docs = [silent, silent, silent, { ...silent, words: { otter: 1 } }, silent, silent, silent];
  const hits = ranked(docs, ['otter']);
  const match = scoreOf(hits, 'm4');
  expect(match).toBeGreaterThan(0);
  expect(['m1', 'm2', 'm3', 'm5', 'm6', 'm7'].map((id) => scoreOf(hits, id) / match)).toEqual([
    0,
    expect.closeTo(0.3, 9),
    expect.closeTo(0.5, 9),
    expect.closeTo(0.5, 9),
    expect.closeTo(0.3, 9),
    0,
  ]);
  expect(hits.find(({ memoryId }) => memoryId === 'm3')?.reasons).toEqual(['next to a match']);
  expect(hits.find(({ memoryId }) => memoryId === 'm4')?.reasons).toEqual(['otter']);
});

it('of what neighbours say again only a quarter counts, and the nearest of them', () => {
  const said: Doc = { words: { otter: 1 }, group: 'talk' };
  const hits = ranked([said, said, said, { words: { otter: 1 }, group: 'other' }, { words: { heron: 1 } }], ['otter']);
  // Both are in a group, but the other one holds a third of what this one does.
  const alone = scoreOf(hits, 'm4') / (1 + 0.3 / 3);
  expect(scoreOf(hits, 'm2') / 1.3 / alone).toBeCloseTo(1 + 0.25 * 0.5, 9);
  expect(hits[0]?.reasons).toEqual(['otter', 'next to a match']);
  expect(hits.at(-1)?.reasons).toEqual(['otter']);
});

it('what comes right after a question that matches comes before it', () => {
  const docs: Doc[] = [
    { words: { otter: 1 }, group: 'talk', asks: 2 },
    { words: {}, group: 'talk', length: 1 },
    { words: {}, group: 'talk', length: 1 },
  ];
  expect(order(ranked(docs, ['otter']))).toEqual(['m2', 'm1', 'm3']);
});

it('of two that say the same, one that is headed by a word asked for comes first', () => {
  const words = { anna: 1, otter: 1 };
  const hits = ranked([{ words }, { words, heading: 'anna' }], ['anna', 'otter']);
  expect(order(hits)).toEqual(['m2', 'm1']);
  expect(scoreOf(hits, 'm2') / scoreOf(hits, 'm1')).toBeCloseTo(1.7, 9);
});

it('words side by side as they were asked for count for more', () => {
  const words = { red: 1, otter: 1 };
  const docs: Doc[] = [
    { words, said: ['otter', 'red'] },
    { words, said: ['red', 'otter'] },
    { words, said: ['red', 'big', 'otter'] },
  ];
  expect(order(ranked(docs, ['red', 'otter']))).toEqual(['m2', 'm1', 'm3']);
});

it('other words that the best matches share count a little, also beside the memory that holds them', () => {
  const docs: Doc[] = [
    { words: { otter: 2 }, said: ['otter', 'otter', 'river', 'river'], length: 4 },
    { words: { otter: 1 }, said: ['otter', 'river', 'dam', 'mud'], length: 4 },
    { words: { otter: 1 }, said: ['otter', 'castle', 'king', 'queen'], length: 4 },
    { words: { otter: 1 }, said: ['otter', 'bread', 'tea', 'jam'], length: 4, group: 'talk' },
    { words: { otter: 1 }, said: ['otter', 'river', 'jam', 'sea'], length: 4, group: 'talk' },
  ];
  const hits = ranked(docs, ['otter']);
  const likenessOf = (id: string) => hits.find(({ memoryId }) => memoryId === id)?.scoring.likeness ?? 0;
  expect(likenessOf('m2')).toBeGreaterThan(0);
  expect(likenessOf('m1')).toBeCloseTo(likenessOf('m2'), 9);
  expect(likenessOf('m3')).toBe(0);
  expect(scoreOf(hits, 'm2')).toBeGreaterThan(scoreOf(hits, 'm3'));
  expect(likenessOf('m4')).toBeGreaterThan(0);
  expect(likenessOf('m5')).toBeGreaterThan(likenessOf('m2'));
});

it('likeness is the same whatever number the index gave each of them', () => {
  const many = Array.from({ length: 30 }, (_, n): Doc => {
    const said = ['otter', ...['river', 'sea', 'pond', 'lake', 'dam'].slice(n % 5), ...['mud', 'sand'].slice(n % 2)];
    return { words: { otter: 1 + (n % 3) }, said, length: 6, number: n };
  });
  const likenesses = (docs: readonly Doc[]) =>
    ranked(docs, ['otter'], { limit: 30 })
      .map(({ memoryId, scoring }) => [docs[Number(memoryId.slice(1)) - 1]?.number ?? 0, scoring.likeness] as const)
      .sort(([a], [b]) => a - b);
  expect(likenesses(many.toReversed())).toEqual(likenesses(many));
});

it('what was told at a time that is asked for comes before what says the same', () => {
  const words = { tea: 1 };
  const docs = [0, 3, 40].map((days): Doc => ({ words, updatedAt: Date.UTC(2025, 5, 30) + days * DAY_MS }));
  const hits = ranked(docs, ['tea'], { times: [{ year: 2025, month: 5, day: undefined }] });
  expect(hits.map(({ reasons }) => reasons.includes('from that time')).sort()).toEqual([false, true, true]);
  expect(hits.at(-1)?.memoryId).toBe('m3');
  expect(hits[0]?.scoring.factors.time).toBe(2);
});

it('memories of another group, or of none, aren’t neighbours', () => {
  const docs = [{ words: { otter: 1 }, group: 'a' }, { words: {}, group: 'b' }, { words: {} }];
  expect(order(ranked(docs, ['otter']))).toEqual(['m1']);
});

it('of equals the newer one comes first, by a twentieth at most', () => {
  const words = { tea: 1 };
  const docs = [
    { words, updatedAt: THEN.getTime() - 3_650 * DAY_MS },
    { words, updatedAt: THEN.getTime() },
    { words, updatedAt: THEN.getTime() - 30 * DAY_MS },
  ];
  const hits = ranked(docs, ['tea']);
  expect(order(hits)).toEqual(['m2', 'm3', 'm1']);
  expect(scoreOf(hits, 'm2') / scoreOf(hits, 'm1')).toBeCloseTo(1.05, 6);
  expect(scoreOf(hits, 'm3') / scoreOf(hits, 'm1')).toBeCloseTo(1.025, 6);
});

it('a memory from a clock that is ahead counts as new, and no more', () => {
  const words = { tea: 1 };
  const docs = [
    { words, updatedAt: THEN.getTime() },
    { words, updatedAt: THEN.getTime() + 1_000 * DAY_MS },
  ];
  const hits = ranked(docs, ['tea']);
  expect(scoreOf(hits, 'm2')).toBeCloseTo(scoreOf(hits, 'm1'), 9);
});

it('what has expired is left out, and lifts nobody', () => {
  const gone: Doc = { words: { otter: 1 }, group: 'talk', expiresAt: THEN.getTime() };
  expect(ranked([gone, { words: {}, group: 'talk' }], ['otter'])).toEqual([]);
  const later = { ...gone, expiresAt: THEN.getTime() + 1 };
  expect(order(ranked([later, { words: {}, group: 'talk' }], ['otter']))).toEqual(['m1', 'm2']);
});

it('gives the best few of many, as many as were asked for', () => {
  const docs = Array.from({ length: 3_000 }, (_, index) => ({ words: { tea: 1 + ((index * 7) % 50) }, length: 100 }));
  const best = ranked(docs, ['tea'], { limit: 20 });
  expect(best).toHaveLength(20);
  for (const { memoryId } of best) expect(docs[Number(memoryId.slice(1)) - 1]?.words.tea).toBeGreaterThanOrEqual(4);
  expect(ranked(docs, ['tea'], { limit: 100 })).toHaveLength(100);
});

it('finds nothing for no words, or for words that nobody said', () => {
  expect(ranked([{ words: { tea: 1 } }], [])).toEqual([]);
  expect(ranked([{ words: { tea: 1 } }], ['coffee'])).toEqual([]);
});
