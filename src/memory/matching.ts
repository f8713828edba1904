import { fuse } from './fusion.ts';
import type { ExplainedHit, RecallOptions } from './memory-engine.ts';
import type { MemoryRecord } from './memory-record.ts';
import type { RankedMatch } from './ranking.ts';
import { NO_WORDS, type Scoring } from './scoring.ts';
import type { NearMemory } from './vector-search.ts';

/** What a recall has found, with why. */
export interface Match {
  readonly record: MemoryRecord;
  readonly score: number;
  readonly reasons: readonly string[];
  explain(): Scoring;
}

/** One scope, as it is searched. */
export interface SearchedScope {
  /** The best by words, best first. */
  byWords(limit: number): readonly RankedMatch[];
  /** The nearest by meaning, nearest first. */
  byMeaning(meaning: NonNullable<RecallOptions['meaning']>, limit: number): readonly NearMemory[];
  record(doc: number): MemoryRecord | undefined;
}

/** What a meaning has brought says so. */
const SIMILAR = 'similar in meaning';
/** So many of each ranking are looked at: what is in neither's first fifty hardly gets among the first of both. */
const FUSED = 50;

/**
 * The best matches of a scope, best first: by words, or where the query's meaning is known, and that of any memory, by
 * both rankings as one.
 */
export function match(scope: SearchedScope, { limit, meaning }: RecallOptions): Match[] {
  const near = meaning ? scope.byMeaning(meaning, Math.max(FUSED, limit)) : [];
  if (near.length === 0)
    return scope.byWords(limit).map((each, place) => ({ ...each, explain: () => byWords(each, place) }));

  const ranked = scope.byWords(Math.max(FUSED, limit));
  const places = new Map(ranked.map(({ doc }, place) => [doc, place]));
  const distances = new Map(near.map(({ doc }, place) => [doc, place]));
  const fused = fuse([ranked.map(({ doc }) => doc), near.map(({ doc }) => doc)]);
  return fused.slice(0, limit).flatMap(([doc, score]) => {
    const place = places.get(doc);
    const found = place === undefined ? undefined : ranked[place];
    const record = found?.record ?? scope.record(doc);
    if (!record) return [];
    const distance = distances.get(doc);
    const reasons = distance === undefined ? [] : [SIMILAR];
    return {
      record,
      score,
      reasons: [...(found?.reasons ?? []), ...reasons],
      explain: () => ({
        ...byWords(found, place),
        similarity: distance === undefined ? undefined : near[distance]?.similarity,
        similarityRank: distance === undefined ? undefined : distance + 1,
      }),
    };
  });
}

function byWords(found: RankedMatch | undefined, place: number | undefined): Scoring {
  return {
    ...(found?.explain() ?? NO_WORDS),
    wordRank: place === undefined ? undefined : place + 1,
    similarity: undefined,
    similarityRank: undefined,
  };
}

export function asHit({ record: { memoryId }, score, reasons, explain }: Match): ExplainedHit {
  return { memoryId, score, reasons, scoring: explain() };
}
