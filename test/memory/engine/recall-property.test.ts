import fc from 'fast-check';
import { expect, it } from 'vitest';
import { analyse } from '../../../src/language/terms/analysis.ts';
import { english } from '../../../src/language/terms/english.ts';
import { isToldOf } from '../../../src/language/terms/named-times.ts';
import { readQuery } from '../../../src/language/terms/query.ts';
import type { MemoryChange, MemoryEngine, MemoryScope } from '../../../src/memory/engine/memory-engine.ts';
import { lengthOf, postingCode } from '../../../src/memory/engine/postings/posting-code.ts';
import type { Memory } from '../../../src/memory/memory.ts';
import { openEngine } from '../../support/lex/memory-node.ts';
import { madeMemory, stored } from '../../support/made-memory.ts';
import { empty, takeIn } from '../../support/take-in.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const now = new Date('2026-06-01T00:00:00Z');
const words = [
  'red',
  'anna',
  'bicycle',
  'redbicycle',
  'Oslo',
  'sister',
  'sisters',
  'cheese',
  'the',
  'who',
  '東京',
  '京',
  '2026',
  'GB',
  '2026GB',
];
const scopes: readonly MemoryScope[] = ['1', '2'].flatMap((owner) =>
  ['default', 'work'].map((namespace) => ({ ownerId: `${owner}0000000-0000-4000-8000-000000000000`, namespace })),
);
const ids = Array.from({ length: 16 }, (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`);

interface Said {
  readonly memory: Memory;
  readonly terms: readonly string[];
  readonly quiet: readonly string[];
  readonly heading: readonly string[];
  readonly positions: readonly number[];
  readonly asks: 'nothing' | 'within' | 'at the end';
  readonly isAlive: boolean;
}

/**
 * What the contract says recall does, by looking at every memory. How rare words are includes what expired unswept, and
 * what has another tag.
 */
function scan(memories: readonly Memory[], query: string, tag: string | undefined): Map<string, number> {
  const all = memories.map((memory): Said => {
    const { terms, quiet, heading, asks } = analyse(memory.content);
    const words = terms.map(({ term }) => term);
    const isAlive = memory.expiresAt === undefined || memory.expiresAt > now;
    return {
      memory,
      terms: words,
      quiet: quiet.map(({ term }) => term),
      heading: words.slice(0, heading),
      positions: terms.map(({ position }) => position),
      asks,
      isAlive,
    };
  });
  const average =
    Math.max(
      1,
      all.reduce((sum, { terms }) => sum + terms.length, 0),
    ) / all.length;
  const { terms: words, times, partsOf } = readQuery(query, english);
  const whole = [...new Map(words.map((term) => [term.term, term])).values()];
  const holders = (asking: string) =>
    all.filter(({ terms, quiet }) => terms.includes(asking) || quiet.includes(asking)).length;
  const parts = whole
    .filter(({ term }) => holders(term) <= 2)
    .flatMap((term) => [...partsOf(term)].find((both) => both.every((part) => holders(part.term) > 0)) ?? [])
    .filter(({ term }) => !whole.some((each) => each.term === term));
  const askedTerms = [
    ...whole.filter(({ term }) => holders(term) > 0),
    ...new Map(parts.map((part) => [part.term, part])).values(),
  ];
  const asked = askedTerms.map(({ term }) => term);
  const rarityAmong = (found: number, count: number) => Math.log(1 + (count - found + 0.5) / (found + 0.5));
  const rarity = asked.map((asking) => rarityAmong(holders(asking), all.length));
  const share = askedTerms.map((term) => (whole.includes(term) ? 1 : 0.7));
  const weight = ({ terms, quiet, isAlive }: Said, at: number) => {
    const inQuiet = quiet.includes(asked[at] ?? '') ? 1 : 0;
    const count = Math.min(4, terms.filter((term) => term === asked[at]).length || inQuiet);
    const length = lengthOf(postingCode(1, Math.max(1, terms.length), false));
    if (count === 0 || !isAlive) return 0;
    return ((count * 1.9) / (count + 0.9 * (0.7 + (0.3 * length) / average))) * ((rarity[at] ?? 0) * (share[at] ?? 0));
  };
  const own = (said: Said) => asked.reduce((sum, _, at) => sum + weight(said, at), 0);
  const ofGroup = (group: string | undefined) =>
    all.filter(({ memory }) => group !== undefined && memory.group === group);
  const isTagged = ({ memory }: Said) => tag === undefined || memory.tags.includes(tag);
  const strength = (group: string | undefined) =>
    ofGroup(group)
      .filter(isTagged)
      .reduce((sum, said) => sum + own(said) ** 2, 0);
  const strongest = Math.max(...all.map(({ memory }) => strength(memory.group)));

  const matches = all
    .filter((each) => each.isAlive && isTagged(each) && own(each) > 0)
    .sort((a, b) => own(b) - own(a) || Number(a.memory.number - b.memory.number));
  const others = new Map<number, number>();
  for (const each of matches.slice(0, 10)) {
    for (const position of new Set(each.positions)) {
      if (askedTerms.some((term) => term.position === position)) continue;
      others.set(position, (others.get(position) ?? 0) + own(each) / Math.sqrt(Math.max(1, each.positions.length)));
    }
  }
  const telling = [...others]
    .map(([position, weight]) => {
      const found = matches.filter(({ positions }) => positions.includes(position)).length;
      const among = rarityAmong(found, matches.length);
      return { position, found, among, weight: weight * among };
    })
    .filter(({ found }) => found > 1)
    .sort((a, b) => b.weight - a.weight || a.position - b.position)
    .slice(0, 20);
  const likeness = (said: Said | undefined) =>
    said === undefined || !matches.includes(said)
      ? 0
      : telling
          .filter(({ position }) => said.positions.includes(position))
          .reduce((sum, { among, weight }) => sum + (0.1 * among * weight) / (telling[0]?.weight ?? 1), 0);

  const scores = new Map<string, number>();
  for (const said of all.filter((each) => each.isAlive && isTagged(each))) {
    const { memory, terms, heading, asks } = said;
    const group = ofGroup(memory.group).sort((a, b) => Number(a.memory.number - b.memory.number));
    const place = group.indexOf(said);
    const isNearMatch = [-2, -1, 0, 1, 2].some((step) => {
      const near = step === 0 ? said : place < 0 ? undefined : group[place + step];
      return near !== undefined && isTagged(near) && own(near) > 0;
    });
    if (!isNearMatch) continue;
    let score = own(said);
    const lift = (worth: (neighbour: Said) => number, ownWorth: number) => {
      const beside = [-2, -1, 1, 2].map((step) => {
        const neighbour = place < 0 ? undefined : group[place + step];
        if (!neighbour) return 0;
        const counts = Math.abs(step) === 1 ? 0.5 : 0.3;
        return worth(neighbour) * (step === -1 && neighbour.asks !== 'nothing' ? counts + 0.4 : counts);
      });
      return Math.max(...beside) * (ownWorth > 0 ? 0.25 : 1);
    };
    score += likeness(said) + lift(likeness, likeness(said));
    for (const at of asked.keys()) {
      score += lift((neighbour) => weight(neighbour, at), weight(said, at));
      const isPhrase = terms.some((term, index) => term === asked[at] && terms[index + 1] === asked[at + 1]);
      if (isPhrase && at + 1 < asked.length) score += 0.1 * ((rarity[at] ?? 0) + (rarity[at + 1] ?? 0));
    }
    score *= { nothing: 1, within: 0.9, 'at the end': 0.8 }[asks];
    if (asked.some((term) => heading.includes(term))) score *= 1.7;
    if (strongest > 0) score *= 1 + (0.3 * strength(memory.group)) / strongest;
    if (times.some((time) => isToldOf(time, memory.updatedAt.getTime()))) score *= 2;
    const ageDays = (now.getTime() - memory.updatedAt.getTime()) / 86_400_000;
    if (score > 0) scores.set(memory.id, score * (1 + 0.05 * 0.5 ** (ageDays / 30)));
  }
  return scores;
}

/** Each scope recalls what a scan of these memories does. */
function expectScanned(
  engine: MemoryEngine,
  memories: readonly Memory[],
  query: string,
  tag: string | undefined,
): void {
  for (const scope of scopes) {
    const own = memories.filter(({ ownerId, namespace }) => ownerId === scope.ownerId && namespace === scope.namespace);
    const expected = own.length > 0 ? scan(own, query, tag) : new Map<string, number>();
    const hits = engine.recall(scope, query, { limit: 100, now, tag });
    expect(new Map(hits.map(({ memoryId, score }) => [memoryId, score.toFixed(9)]))).toEqual(
      new Map([...expected].map(([id, score]) => [id, score.toFixed(9)])),
    );
    expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).sort((a, b) => b - a));
  }
}

const change = fc.record({
  who: fc.nat({ max: ids.length - 1 }),
  kind: fc.oneof({ weight: 4, arbitrary: fc.constant('stored') }, { weight: 1, arbitrary: fc.constant('deleted') }),
  heading: fc.constantFrom('', '', 'Anna: ', 'sister: '),
  content: fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 8 }),
  end: fc.constantFrom('', '', '?', '? red'),
  group: fc.constantFrom(undefined, 'g', 'h'),
  daysOld: fc.nat({ max: 400 }),
  expires: fc.constantFrom(undefined, 'past', 'future'),
  tags: fc.subarray(['home', 'Heim', '家']),
});
const plan = fc.record({
  batches: fc.array(fc.array(change, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 5 }),
  order: fc.shuffledSubarray(
    ids.map((_, index) => index),
    { minLength: ids.length, maxLength: ids.length },
  ),
  tag: fc.constantFrom(undefined, 'home', '家', 'none'),
  query: fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 }),
});

it('recalls what a scan of all memories would, whatever has happened to them', async () => {
  const engine = await openEngine(await temporaryDirectory());
  try {
    await fc.assert(
      fc.asyncProperty(plan, async ({ batches, order, tag, query }) => {
        await empty(engine);
        const rows = new Map<string, Memory>();
        let sequence = 0n;
        for (const batch of batches) {
          const changes = batch.map(
            ({ who, kind, heading, content, end, group, daysOld, expires, tags }): MemoryChange => {
              sequence++;
              const id = ids[who] ?? '';
              if (kind === 'deleted') {
                rows.delete(id);
                return { kind: 'deleted', sequence, memoryId: id };
              }
              const memory = madeMemory({
                id,
                ...scopes[who % scopes.length],
                number: BigInt(order.indexOf(who) + 1),
                content: heading + content.join(' ') + end,
                group,
                tags,
                updatedAt: new Date(now.getTime() - daysOld * 86_400_000),
                expiresAt: expires && new Date(now.getTime() + (expires === 'past' ? -1 : 1)),
              });
              rows.set(id, memory);
              return { kind: 'stored', sequence, memory };
            },
          );
          await takeIn(engine, changes, sequence);
        }
        expect(engine.stats().items).toBe(rows.size);
        for (const memory of rows.values()) expect(engine.compare(memory, undefined)).toEqual([]);
        expectScanned(engine, [...rows.values()], query.join(' '), tag);
        // The same from partitions that are loaded anew, in two parts and another order, without those of one owner.
        const parts = order.map((who) => rows.get(ids[who] ?? '')).filter((row) => row !== undefined);
        for (const { ownerId } of scopes.slice(0, 1)) {
          const own = parts.filter((row) => row.ownerId === ownerId).map((row) => stored(1n, row));
          const load = engine.load(ownerId);
          await load.apply(own.slice(0, 3));
          await load.use(own.slice(3), { number: sequence, mark: sequence });
        }
        await engine.drop(scopes[2]?.ownerId ?? '');
        await engine.tidy(new AbortController().signal);
        const left = [...rows.values()].filter((row) => row.ownerId === scopes[0]?.ownerId);
        expectScanned(engine, left, query.join(' '), tag);
      }),
      { numRuns: 150 },
    );
  } finally {
    await engine.close();
  }
});
