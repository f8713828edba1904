import type { NamedTime } from '../../../language/terms/named-times.ts';
import type { Query } from '../../../language/terms/query.ts';
import type { WordScoring } from '../memory-engine.ts';
import { bestByWords } from './best-by-words.ts';
import { type CandidateReader, Candidates } from './candidates.ts';
import { addLikeness } from './likeness.ts';
import { readQueryTerms } from './query-terms.ts';
import type { ScopeReader } from './scope-reader.ts';
import { explain, type Scored, scoreOf } from './scoring.ts';
import { WordScores } from './word-scores.ts';

/** A memory that words brought back: its own, or those of its neighbours. */
export interface RankedMatch {
  readonly memoryId: string;
  readonly doc: number;
  readonly score: number;
  readonly reasons: readonly string[];
  readonly scoring: WordScoring;
}

/** How many of the best by words are looked at closely. */
export const lookedAt = (limit: number): number => Math.max(32, limit * 2);

/** The memories of a scope that a query brings back by its words, best first. */
export function rankByWords(reader: ScopeReader, query: Query, limit: number): RankedMatch[] {
  const { memories, terms } = reader.counts;
  const averageLength = Math.max(1, terms) / memories;
  const words = new WordScores(readQueryTerms(reader, query), { memories, averageLength });
  return rank(reader, words, bestByWords(words, lookedAt(limit), reader), { limit, times: query.times });
}

/**
 * Looks closely at the best by words and at what stands beside them.
 *
 * @param best the best by words, best first
 * @param options.times those that the query names
 * @returns the best matches, best first, each with the reasons for its score
 */
export function rank(
  reader: CandidateReader,
  words: WordScores,
  best: readonly number[],
  { limit, times }: { readonly limit: number; readonly times: readonly NamedTime[] },
): RankedMatch[] {
  const candidates = new Candidates(reader, words, best);
  addLikeness(
    [...candidates.docs.keys()].flatMap((doc) => candidates.saying(doc) ?? []),
    words.terms.map(({ position }) => position),
  );
  const scored: Scored[] = [];
  for (const [doc, standing] of candidates.docs) {
    const each = scoreOf(candidates, doc, standing, { now: reader.now, times });
    if (each) scored.push(each);
  }
  return scored
    .sort((a, b) => b.score - a.score || a.candidate.doc - b.candidate.doc)
    .slice(0, limit)
    .map((each) => {
      const { doc, values } = each.candidate;
      const scoring = explain(each, words);
      const reasons = scoring.words.map(({ word }) => word);
      if (scoring.beside > 0) reasons.push('next to a match');
      if (scoring.factors.time > 1) reasons.push('from that time');
      return { memoryId: values.memoryId, doc, score: each.score, reasons, scoring };
    });
}
