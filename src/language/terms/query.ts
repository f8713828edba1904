import { analyseQuery, type Language } from './analysis.ts';
import { type NamedTime, timesIn } from './named-times.ts';
import { partsOfWord } from './parts-of-word.ts';
import type { Term } from './term.ts';

/** What a text looks for. */
export interface Query {
  /** In the order of the text. */
  readonly terms: readonly Term[];
  /** The times that it names. */
  readonly times: readonly NamedTime[];
  /** The ways in which a term's word could be two words. */
  partsOf(term: Term): Iterable<readonly [Term, Term]>;
}

/** Reads what a text looks for; see {@link analyseQuery} for its terms. */
export function readQuery(text: string, language: Language, options: { isMessage?: boolean | undefined } = {}): Query {
  return {
    terms: analyseQuery(text, language, options),
    times: timesIn(text, language),
    partsOf: ({ word }) => partsOfWord(word, language),
  };
}
