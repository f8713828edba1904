import type { ScopeKey } from '../memory-index.ts';
import { DOCS_IN_CHUNK, type PostingChunk } from '../postings/posting-chunk.ts';
import type { PostingReader } from '../postings/posting-reader.ts';
import type { Term } from '../../text/term.ts';
import type { QueryTerm } from './word-scores.ts';

/** A long text asks by its rarest words: the others would change little, and take the longest. */
const MOST_TERMS = 32;

/**
 * The terms of a query that occur in a scope, in the query's order, without the commonest where there are too many.
 *
 * @param nextDoc the number that the scope's next memory gets: there are no chunks beyond it
 */
export function readQueryTerms(
  reader: PostingReader,
  key: ScopeKey,
  query: readonly Term[],
  nextDoc: number,
): QueryTerm[] {
  const asked = new Map(query.map((each) => [each.term, each]));
  const last = Math.floor((nextDoc - 1) / DOCS_IN_CHUNK);
  if (asked.size > MOST_TERMS) leaveOutCommonest(asked, reader, key, last);
  const terms: QueryTerm[] = [];
  for (const term of asked.values()) {
    const chunks: (PostingChunk | undefined)[] = [];
    let found = 0;
    for (let chunk = 0; chunk <= last; chunk++) {
      const read = reader.read(key, term, chunk);
      chunks.push(read);
      found += read?.size ?? 0;
    }
    if (found > 0) terms.push({ word: term.word, position: term.position, chunks, found });
  }
  return terms;
}

function leaveOutCommonest(asked: Map<string, Term>, reader: PostingReader, key: ScopeKey, last: number): void {
  const counts: { readonly term: string; readonly found: number }[] = [];
  for (const each of asked.values()) {
    let found = 0;
    for (let chunk = 0; chunk <= last; chunk++) found += reader.count(key, each, chunk);
    counts.push({ term: each.term, found });
  }
  const rarest = counts.filter(({ found }) => found > 0).sort((a, b) => a.found - b.found);
  const kept = new Set(rarest.slice(0, MOST_TERMS).map(({ term }) => term));
  for (const term of asked.keys()) if (!kept.has(term)) asked.delete(term);
}
