import type { Query } from '../../../language/terms/query.ts';
import type { MemoryVector } from '../../vectors/memory-vector.ts';
import type { EngineHit, Scoring, WordScoring } from '../memory-engine.ts';
import { fuse } from './fusion.ts';
import { type NearMemory, nearest } from './nearest.ts';
import { rankByWords } from './ranking.ts';
import type { ScopeReader } from './scope-reader.ts';

/** Why a meaning brought a memory back. */
const SIMILAR = 'similar in meaning';
/** How many of each ranking are fused: what is beyond the fiftieth place of both hardly gets among the first ones. */
const FUSED = 50;

/** For a memory that no word of the query leads to. */
const NO_WORDS: WordScoring = {
  words: [],
  neighbours: [],
  beside: 0,
  phrases: 0,
  likeness: 0,
  factors: { asking: 1, heading: 1, group: 1, time: 1, recency: 1 },
};

/**
 * The best matches of a scope, best first: ranked by words, or, where vectors can be compared, by words and meaning
 * fused into one ranking.
 *
 * @param query what it is looked for by
 * @param options.meaning the vector of the query; undefined where there is none
 */
export function match(
  reader: ScopeReader,
  query: Query,
  { limit, meaning }: { readonly limit: number; readonly meaning?: MemoryVector | undefined },
): EngineHit[] {
  const near = meaning ? nearest(reader, meaning, Math.max(FUSED, limit)) : [];
  if (near.length > 0) return matchByBoth(reader, query, near, limit);
  return rankByWords(reader, query, limit).map(({ memoryId, score, reasons, scoring }, place) => {
    return { memoryId, score, reasons, scoring: { ...scoring, ...ranks({ score, place }, undefined) } };
  });
}

function matchByBoth(reader: ScopeReader, query: Query, near: readonly NearMemory[], limit: number): EngineHit[] {
  const ranked = rankByWords(reader, query, Math.max(FUSED, limit));
  const byWords = new Map(ranked.map((found, place) => [found.doc, { ...found, place }]));
  const byMeaning = new Map(near.map((found, place) => [found.doc, { ...found, place }]));
  return fuse([[...byWords.keys()], [...byMeaning.keys()]])
    .slice(0, limit)
    .flatMap(([doc, score]) => {
      const said = byWords.get(doc);
      const meant = byMeaning.get(doc);
      const memoryId = said?.memoryId ?? reader.values(doc)?.memoryId;
      if (memoryId === undefined) return [];
      const reasons = [...(said?.reasons ?? []), ...(meant ? [SIMILAR] : [])];
      return { memoryId, score, reasons, scoring: { ...(said?.scoring ?? NO_WORDS), ...ranks(said, meant) } };
    });
}

function ranks(
  said: { readonly score: number; readonly place: number } | undefined,
  meant: { readonly similarity: number; readonly place: number } | undefined,
): Omit<Scoring, keyof WordScoring> {
  return {
    wordScore: said?.score ?? 0,
    wordRank: said && said.place + 1,
    similarity: meant?.similarity,
    similarityRank: meant && meant.place + 1,
  };
}
