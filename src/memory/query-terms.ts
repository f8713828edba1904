import { analyse } from './analysis.ts';
import type { MemoryIndex, ScopeKey } from './memory-index.ts';
import { positionOf } from './memory-record.ts';
import { type PostingChunk, readPostingChunk } from './posting-chunk.ts';
import type { QueryTerm } from './word-scores.ts';

/** A long text asks by its rarest words: the others would change little, and take the longest. */
const MOST_TERMS = 32;

/** The terms of a query that occur in a scope, in the query's order, without the commonest where there are too many. */
export function readQueryTerms({ postings }: MemoryIndex, key: ScopeKey, query: string): QueryTerm[] {
  const words = new Map(analyse(query).terms.map(({ term, word }) => [term, word]));
  const terms: QueryTerm[] = [];
  for (const [term, word] of words) {
    const chunks = new Map<number, PostingChunk>();
    let found = 0;
    for (const { key: path, value } of postings.getRange({
      start: [...key, term, 0],
      end: [...key, term, Number.MAX_SAFE_INTEGER],
    })) {
      const chunk = readPostingChunk(value);
      chunks.set(path[3], chunk);
      found += chunk.size;
    }
    if (found > 0) terms.push({ word, position: positionOf(term), chunks, found });
  }
  if (terms.length <= MOST_TERMS) return terms;
  const kept = new Set([...terms].sort((a, b) => a.found - b.found).slice(0, MOST_TERMS));
  return terms.filter((term) => kept.has(term));
}
