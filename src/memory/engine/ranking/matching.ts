import { fuse } from './fusion.ts';
import type { EngineHit, RecallOptions, Scoring, WordScoring } from '../memory-engine.ts';
import type { MemoryVector } from '../../vectors/memory-vector.ts';
import type { RankedMatch } from './ranking.ts';
import type { NearMemory } from '../../vectors/vector-search.ts';

/** One scope, as it is searched. */
export interface SearchedScope {
  /** The best by words, best first. */
  byWords(limit: number): readonly RankedMatch[];
  /** The nearest by meaning, nearest first. */
  byMeaning(meaning: MemoryVector, limit: number): readonly NearMemory[];
  memoryIdOf(doc: number): string | undefined;
}

/** The reason of what a meaning has brought. */
const SIMILAR = 'similar in meaning';
/** So many of each ranking are looked at: what is in neither's first fifty hardly gets among the first of both. */
const FUSED = 50;

/** Of a memory that no word of the query leads to. */
const NO_WORDS: WordScoring = {
  words: [],
  neighbours: [],
  beside: 0,
  phrases: 0,
  factors: { asking: 1, heading: 1, group: 1, recency: 1 },
};

/**
 * The best matches of a scope, best first: by words, or where the query's meaning is known, and that of any memory, by
 * both rankings as one.
 */
export function match(scope: SearchedScope, { limit, meaning }: RecallOptions): EngineHit[] {
  const near = meaning ? scope.byMeaning(meaning, Math.max(FUSED, limit)) : [];
  if (near.length === 0) {
    return scope.byWords(limit).map(({ memoryId, score, reasons, scoring }, place) => {
      return { memoryId, score, reasons, scoring: { ...scoring, ...ranks({ score, place }, undefined) } };
    });
  }

  const ranked = scope.byWords(Math.max(FUSED, limit));
  const byWords = new Map(ranked.map((found, place) => [found.doc, { ...found, place }]));
  const byMeaning = new Map(near.map((found, place) => [found.doc, { ...found, place }]));
  return fuse([[...byWords.keys()], [...byMeaning.keys()]])
    .slice(0, limit)
    .flatMap(([doc, score]) => {
      const said = byWords.get(doc);
      const meant = byMeaning.get(doc);
      const memoryId = said?.memoryId ?? scope.memoryIdOf(doc);
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
