import type { Query } from '../../../language/terms/query.ts';
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
  /** How much it counts: 1 for a word, less for a part of one. */
  readonly share: number;
}

/** Of a long text the rarest words alone are looked for: the common ones would change little, and take longest. */
export const MOST_TERMS = 32;

/** A word that no more memories hold is looked for in two parts too. */
const HARDLY_ANY = 2;
/** How much a part of a word counts, next to a word. */
const PART = 0.7;

/**
 * The terms of a query that occur in a scope, in the query's order; the rarest of them where there are too many. After
 * them, the parts of words that hardly any memory holds.
 */
export function readQueryTerms(reader: ScopeReader, query: Query): QueryTerm[] {
  const asked = new Map(query.terms.map((each) => [each.term, each]));
  const last = Math.floor((reader.counts.nextDoc - 1) / DOCS_IN_CHUNK);
  if (asked.size > MOST_TERMS) leaveOutCommonest(asked, reader, last);
  const terms: QueryTerm[] = [];
  const parts = new Map<string, Term>();
  for (const term of asked.values()) {
    const read = readTerm(reader, term, last, 1);
    if (read.found > 0) terms.push(read);
    if (read.found > HARDLY_ANY || asked.size + parts.size + 2 > MOST_TERMS) continue;
    for (const part of foundParts(reader, query.partsOf(term), last))
      if (!asked.has(part.term)) parts.set(part.term, part);
  }
  for (const part of parts.values()) terms.push(readTerm(reader, part, last, PART));
  return terms;
}

function readTerm(reader: ScopeReader, term: Term, last: number, share: number): QueryTerm {
  const chunks: (PostingChunk | undefined)[] = [];
  let found = 0;
  for (let chunk = 0; chunk <= last; chunk++) {
    const read = reader.postings(term, chunk);
    chunks.push(read);
    found += read?.size ?? 0;
  }
  return { word: term.word, position: term.position, chunks, found, share };
}

/** The first two parts of which memories hold both, if not the same ones. */
function foundParts(reader: ScopeReader, ways: Iterable<readonly [Term, Term]>, last: number): readonly Term[] {
  for (const parts of ways) if (parts.every((part) => isFound(reader, part, last))) return parts;
  return [];
}

function isFound(reader: ScopeReader, term: Term, last: number): boolean {
  for (let chunk = 0; chunk <= last; chunk++) if (reader.countPostings(term, chunk) > 0) return true;
  return false;
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
