import type { Term } from '../../../language/terms/term.ts';
import { DOCS_IN_CHUNK, type PostingChunk } from '../postings/posting-chunk.ts';
import type { ScopeReader } from './scope-reader.ts';

/** A term of a query that occurs in the scope. */
export interface QueryTerm {
  /** The word as it was written. */
  readonly word: string;
  /** Its position as in the index, by which phrases are found. */
  readonly position: number;
  /** Its postings, by the number of the chunk; undefined where no memory holds it. */
  readonly chunks: readonly (PostingChunk | undefined)[];
  /** How many memories hold it. */
  readonly found: number;
}

/** Of a long text the rarest words alone are looked for: the common ones would change little, and take longest. */
export const MOST_TERMS = 32;

/** The terms of a query that occur in a scope, in the query's order; the rarest of them where there are too many. */
export function readQueryTerms(reader: ScopeReader, query: readonly Term[]): QueryTerm[] {
  const asked = new Map(query.map((each) => [each.term, each]));
  const last = Math.floor((reader.counts.nextDoc - 1) / DOCS_IN_CHUNK);
  if (asked.size > MOST_TERMS) leaveOutCommonest(asked, reader, last);
  const terms: QueryTerm[] = [];
  for (const term of asked.values()) {
    const chunks: (PostingChunk | undefined)[] = [];
    let found = 0;
    for (let chunk = 0; chunk <= last; chunk++) {
      const read = reader.postings(term, chunk);
      chunks.push(read);
      found += read?.size ?? 0;
    }
    if (found > 0) terms.push({ word: term.word, position: term.position, chunks, found });
  }
  return terms;
}

function leaveOutCommonest(asked: Map<string, Term>, reader: ScopeReader, last: number): void {
  const counts: { readonly term: string; readonly found: number }[] = [];
  for (const each of asked.values()) {
    let found = 0;
    for (let chunk = 0; chunk <= last; chunk++) found += reader.countPostings(each, chunk);
    counts.push({ term: each.term, found });
  }
  const byRarity = counts.filter(({ found }) => found > 0).sort((a, b) => a.found - b.found);
  const rarest = new Set(byRarity.slice(0, MOST_TERMS).map(({ term }) => term));
  for (const term of asked.keys()) if (!rarest.has(term)) asked.delete(term);
}
