import { analyse } from './analysis.ts';
import type { ScopeKey } from './memory-index.ts';
import { positionOf } from './memory-record.ts';
import { DOCS_IN_CHUNK, type PostingChunk } from './posting-chunk.ts';
import type { PostingReader } from './posting-reader.ts';
import type { QueryTerm } from './word-scores.ts';

/** A long text asks by its rarest words: the others would change little, and take the longest. */
const MOST_TERMS = 32;

/**
 * The terms of a query that occur in a scope, in the query's order, without the commonest where there are too many.
 *
 * @param nextDoc the number that the scope's next memory gets: there are no chunks beyond it
 */
export function readQueryTerms(reader: PostingReader, key: ScopeKey, query: string, nextDoc: number): QueryTerm[] {
  const words = new Map(analyse(query).terms.map(({ term, word }) => [term, word]));
  const terms: QueryTerm[] = [];
  for (const [term, word] of words) {
    const chunks: (PostingChunk | undefined)[] = [];
    let found = 0;
    for (let chunk = 0; chunk * DOCS_IN_CHUNK < nextDoc; chunk++) {
      const read = reader.read(key, term, chunk);
      chunks.push(read);
      found += read?.size ?? 0;
    }
    if (found > 0) terms.push({ word, position: positionOf(term), chunks, found });
  }
  if (terms.length <= MOST_TERMS) return terms;
  const kept = new Set([...terms].sort((a, b) => a.found - b.found).slice(0, MOST_TERMS));
  return terms.filter((term) => kept.has(term));
}
