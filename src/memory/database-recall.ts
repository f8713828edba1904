import { analyse, analyseQuery, type Language } from '../language/terms/analysis.ts';
import type { ExplainedHit, Memory } from './memory.ts';
import type { MemoryFilter, MemoryReadStore } from './store/memory-read-store.ts';

/** Of a longer query only the longest words are looked up: those are mostly the rarest. */
const MOST_WORDS = 8;
const MOST_LOOKED_AT = 500;
const DAY_MS = 86_400_000;
/** As in the engine, a new memory scores up to a twentieth more. */
const RECENCY = 0.05;

/** A memory with the terms of the query that it holds. */
interface Holding {
  readonly memory: Memory;
  readonly terms: readonly string[];
}

/**
 * Recalls by words from the database, for as long as the owner's partition isn't loaded. It ranks the newest 500
 * memories in which the database finds one of the query's longest words, and the newest 500 of all. This reads the
 * whole namespace, which the engine is there to avoid.
 */
export async function recallFromDatabase(
  store: MemoryReadStore,
  language: Language,
  ownerId: string,
  {
    query,
    isMessage,
    filter,
    limit,
    now,
  }: {
    readonly query: string;
    readonly isMessage?: boolean | undefined;
    readonly filter: MemoryFilter;
    readonly limit: number;
    readonly now: Date;
  },
): Promise<ExplainedHit[]> {
  /** By term, the word as it was asked for. */
  const asked = new Map(analyseQuery(query, language, { isMessage }).map((term) => [term.term, term.word]));
  const longest = [...asked].sort(([a], [b]) => b.length - a.length).slice(0, MOST_WORDS);
  if (longest.length === 0) return [];
  // The stem finds other forms of the word; the word finds itself where the stem has lost an accent.
  const memories = await store.newestWith(ownerId, filter, longest.flat(), MOST_LOOKED_AT);
  const found = memories.map((memory): Holding => {
    const { terms, quiet } = analyse(memory.content, { language });
    const said = new Set([...terms, ...quiet].map(({ term }) => term));
    return { memory, terms: [...asked.keys()].filter((term) => said.has(term)) };
  });
  const rarities = new Map([...asked.keys()].map((term) => [term, rarityOf(term, found)]));
  return found
    .filter(({ terms }) => terms.length > 0)
    .map(({ memory, terms }) => {
      const words = terms.map((term) => {
        const rarity = rarities.get(term) ?? 0;
        return { word: asked.get(term) ?? term, rarity, score: rarity };
      });
      const recency = recencyOf(memory, now);
      return { memory, words, recency, score: recency * words.reduce((sum, word) => sum + word.score, 0) };
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
        likeness: 0,
        factors: { asking: 1, heading: 1, group: 1, time: 1, recency },
        wordScore: score,
        wordRank: place + 1,
        similarity: undefined,
        similarityRank: undefined,
      },
    }));
}

function rarityOf(term: string, found: readonly Holding[]): number {
  const holding = found.filter(({ terms }) => terms.includes(term)).length;
  return Math.log(1 + (found.length - holding + 0.5) / (holding + 0.5));
}

function recencyOf({ updatedAt }: Memory, now: Date): number {
  const days = Math.max(0, now.getTime() - updatedAt.getTime()) / DAY_MS;
  return 1 + RECENCY * 0.5 ** (days / 30);
}
