import type { Viewer } from '../accounts/viewer.ts';
import type { Database } from '../database/database.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import { analyse, analyseQuery, type Language } from './text/analysis.ts';
import type { ExplainedHit } from './memory.ts';
import { readRow } from './memory-store.ts';

/** Rarer words come first: those that are long. */
const MOST_WORDS = 8;
const MOST_LOOKED_AT = 500;
const DAY_MS = 86_400_000;
/** As for the engine, a new memory counts up to a twentieth more. */
const RECENCY = 0.05;

/**
 * Recalls from the record itself, for as long as an engine hasn't caught up with it: by words alone, of the newest 500
 * memories that hold one of the query's longest words as the database sees it, and of the newest 500 of all: the database
 * may know no case but that of ASCII, and no accents. It reads the whole namespace, which the engine is there to avoid.
 */
export async function recallFromRecord(
  { prisma }: Database,
  language: Language,
  viewer: Pick<Viewer, 'id'>,
  request: {
    readonly query: string;
    readonly where: Prisma.MemoryWhereInput;
    readonly limit: number;
    readonly isMessage?: boolean | undefined;
    readonly now: Date;
  },
): Promise<ExplainedHit[]> {
  const { query, where, limit, now } = request;
  const asked = new Map(analyseQuery(query, language, request).map((term) => [term.term, term.word]));
  const longest = [...asked].sort(([a], [b]) => b.length - a.length).slice(0, MOST_WORDS);
  if (longest.length === 0) return [];
  // The stem finds other forms of the word; the word finds itself where the stem has lost an accent.
  const contents = longest.flat().map((part) => ({ content: { contains: part, mode: 'insensitive' as const } }));
  const newest = (conditions: Prisma.MemoryWhereInput[]) =>
    prisma.memory.findMany({
      where: { AND: [{ ownerId: viewer.id }, where, ...conditions] },
      orderBy: { number: 'desc' },
      take: MOST_LOOKED_AT,
    });
  const read = await Promise.all([newest([{ OR: contents }]), newest([])]);
  const rows = new Map(read.flat().map((row) => [row.id, row]));
  const found = [...rows.values()].map((row) => {
    const { terms, quiet } = analyse(row.content, { language });
    const said = new Set([...terms, ...quiet].map(({ term }) => term));
    return { memory: readRow(row), terms: [...asked.keys()].filter((term) => said.has(term)) };
  });
  const rarityOf = (term: string) => {
    const holding = found.filter(({ terms }) => terms.includes(term)).length;
    return Math.log(1 + (found.length - holding + 0.5) / (holding + 0.5));
  };
  const rarities = new Map([...asked.keys()].map((term) => [term, rarityOf(term)]));
  return found
    .filter(({ terms }) => terms.length > 0)
    .map(({ memory, terms }) => {
      const words = terms.map((term) => {
        const rarity = rarities.get(term) ?? 0;
        return { word: asked.get(term) ?? term, rarity, score: rarity };
      });
      const days = Math.max(0, now.getTime() - memory.updatedAt.getTime()) / DAY_MS;
      const recency = 1 + RECENCY * 0.5 ** (days / 30);
      const score = recency * words.reduce((sum, word) => sum + word.score, 0);
      return { memory, words, recency, score };
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ memory, words, recency, score }, place) => ({
      memory,
      score,
      reasons: words.map(({ word }) => word),
      scoring: {
        words,
        neighbours: [],
        beside: 0,
        phrases: 0,
        factors: { asking: 1, heading: 1, group: 1, recency },
        wordScore: score,
        wordRank: place + 1,
        similarity: undefined,
        similarityRank: undefined,
      },
    }));
}
