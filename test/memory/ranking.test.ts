import { expect, it } from 'vitest';
import { packPostings } from '../../src/memory/posting-block.ts';
import { type Candidate, type RankingInput, REACH, rank } from '../../src/memory/ranking.ts';
import { THEN } from './made-memory.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

interface Doc extends Partial<Candidate> {
  /** How often each term is in it. */
  readonly words: Readonly<Record<string, number | undefined>>;
  /** Counting words that no query asks for. */
  readonly length?: number;
}

/** Ranks a handful of memories, numbered from 1 in this order, for these words. */
function ranked(docs: readonly Doc[], query: readonly string[], options: Partial<RankingInput> = {}) {
  const lengthOf = ({ words, length }: Doc) =>
    length ?? Object.values(words).reduce<number>((sum, count) => sum + (count ?? 0), 0);
  const entry = (doc: number): Candidate | undefined => {
    const found = docs[doc - 1];
    if (!found) return undefined;
    const { words: _, length: __, ...given } = found;
    return {
      memoryId: `m${doc}`,
      group: undefined,
      number: doc,
      updatedAt: THEN.getTime(),
      expiresAt: undefined,
      ...given,
    };
  };
  return rank({
    terms: new Map(query.map((word) => [word, word])),
    memories: docs.length,
    averageLength: docs.reduce((sum, doc) => sum + lengthOf(doc), 0) / docs.length,
    limit: 10,
    now: THEN,
    blocks(term) {
      const postings = docs.flatMap((doc, index) => {
        const count = doc.words[term];
        return count ? [{ doc: index + 1, count, length: lengthOf(doc) }] : [];
      });
      return postings.length > 0 ? [packPostings(postings)] : [];
    },
    entry,
    around(group, number) {
      const members = docs.flatMap((doc, index) => (doc.group === group ? [index + 1] : []));
      const at = members.indexOf(number);
      return Array.from({ length: 2 * REACH + 1 }, (_, index) => members[at + index - REACH]);
    },
    ...options,
  });
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
  const docs = [{ words: { bicycl: 1, red: 1 } }, { words: { red: 1 } }];
  const terms = new Map([
    ['red', 'Red'],
    ['bicycl', 'bicycles'],
  ]);
  expect(ranked(docs, [], { terms }).map(({ reasons }) => reasons)).toEqual([['Red', 'bicycles'], ['Red']]);
});

it('a match lifts its neighbours in the group by a half, and those after them by a quarter', () => {
  const silent = { words: {}, group: 'talk', length: 5 };
  const docs = [silent, silent, silent, { ...silent, words: { otter: 1 } }, silent, silent, silent];
  const hits = ranked(docs, ['otter']);
  const match = scoreOf(hits, 'm4');
  expect(match).toBeGreaterThan(0);
  expect(['m1', 'm2', 'm3', 'm5', 'm6', 'm7'].map((id) => scoreOf(hits, id) / match)).toEqual([
    0,
    expect.closeTo(0.25, 9),
    expect.closeTo(0.5, 9),
    expect.closeTo(0.5, 9),
    expect.closeTo(0.25, 9),
    0,
  ]);
  expect(hits.find(({ memoryId }) => memoryId === 'm3')?.reasons).toEqual(['next to a match']);
  expect(hits.find(({ memoryId }) => memoryId === 'm4')?.reasons).toEqual(['otter']);
});

it('neighbours that match lift each other', () => {
  const docs = [
    { words: { otter: 1 }, group: 'talk' },
    { words: { otter: 1 }, group: 'talk' },
    { words: { otter: 1 } },
    { words: { heron: 1 } },
  ];
  const hits = ranked(docs, ['otter']);
  expect(scoreOf(hits, 'm1') / scoreOf(hits, 'm3')).toBeCloseTo(1.5, 9);
  expect(hits[0]?.reasons).toEqual(['otter', 'next to a match']);
  expect(hits.at(-1)?.reasons).toEqual(['otter']);
});

it('memories of another group, or of none, aren’t neighbours', () => {
  const docs = [{ words: { otter: 1 }, group: 'a' }, { words: {}, group: 'b' }, { words: {} }];
  expect(order(ranked(docs, ['otter']))).toEqual(['m1']);
});

it('of equals the newer one comes first, by a twentieth at most', () => {
  const words = { tea: 1 };
  const docs = [
    { words, updatedAt: THEN.getTime() - 3_650 * DAY_MS },
    { words },
    { words, updatedAt: THEN.getTime() - 30 * DAY_MS },
  ];
  const hits = ranked(docs, ['tea']);
  expect(order(hits)).toEqual(['m2', 'm3', 'm1']);
  expect(scoreOf(hits, 'm2') / scoreOf(hits, 'm1')).toBeCloseTo(1.05, 6);
  expect(scoreOf(hits, 'm3') / scoreOf(hits, 'm1')).toBeCloseTo(1.025, 6);
});

it('a memory from a clock that is ahead counts as new, and no more', () => {
  const docs = [{ words: { tea: 1 } }, { words: { tea: 1 }, updatedAt: THEN.getTime() + 1_000 * DAY_MS }];
  const hits = ranked(docs, ['tea']);
  expect(scoreOf(hits, 'm2')).toBeCloseTo(scoreOf(hits, 'm1'), 9);
});

it('what has expired is left out, and lifts nobody', () => {
  const gone = { words: { otter: 1 }, group: 'talk', expiresAt: THEN.getTime() };
  expect(ranked([gone, { words: {}, group: 'talk' }], ['otter'])).toEqual([]);
  const later = { ...gone, expiresAt: THEN.getTime() + 1 };
  expect(order(ranked([later, { words: {}, group: 'talk' }], ['otter']))).toEqual(['m1', 'm2']);
});

it('gives the best few of many, as many as were asked for', () => {
  const docs = Array.from({ length: 3_000 }, (_, index) => ({ words: { tea: 1 + ((index * 7) % 50) }, length: 100 }));
  const best = ranked(docs, ['tea'], { limit: 20 });
  expect(best).toHaveLength(20);
  for (const { memoryId } of best) expect(docs[Number(memoryId.slice(1)) - 1]?.words.tea).toBe(50);
  expect(ranked(docs, ['tea'], { limit: 100 })).toHaveLength(100);
});

it('asks by the rarest words of a long text', () => {
  const common = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`w${index}`, 1]));
  const docs = [{ words: common }, { words: common }, { words: { ...common, needle: 1 } }];
  const [first] = ranked(docs, [...Object.keys(common), 'needle']);
  expect(first?.memoryId).toBe('m3');
  expect(first?.reasons).toContain('needle');
  expect(first?.reasons).toHaveLength(32);
});

it('finds nothing for no words, or for words that nobody said', () => {
  expect(ranked([{ words: { tea: 1 } }], [])).toEqual([]);
  expect(ranked([{ words: { tea: 1 } }], ['coffee'])).toEqual([]);
});
