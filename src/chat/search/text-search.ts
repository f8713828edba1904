import { isDense } from '../../language/words.ts';
import type { SearchQuery, Wanted } from './search-query.ts';
import { lexemeOf } from './words/lexeme.ts';
import type { TextWord } from './words/text-words.ts';

/** A search as PostgreSQL reads it, in the form of a `tsquery`. */
export interface TextSearch {
  /** What a message must match. */
  readonly query: string;
  /** What it is ranked by: the same without what is not wanted. */
  readonly rankedBy: string;
}

/** How strictly words are taken. */
export type Strictness =
  /** Each word is there, in any of its forms. */
  | 'words'
  /** Each word is there, or begins another. */
  | 'beginnings';

/** Fewer letters begin too many words. */
const SHORTEST_BEGINNING = 3;

/** The search of an owner's messages; undefined when there is nothing to be found by. */
export function textSearch(ownerId: string, search: SearchQuery, strictness: Strictness): TextSearch | undefined {
  const { wanted, unwanted } = search;
  if (wanted.length === 0) return undefined;
  const rankedBy = wanted.map((each) => expressionOf(ownerId, each, strictness)).join(' & ');
  const without = unwanted.map((each) => ` & !${expressionOf(ownerId, each, 'words')}`).join('');
  return { query: `(${rankedBy})${without}`, rankedBy };
}

/** Whether the beginnings of words could find more than words do. */
export function hasBeginnings({ wanted }: SearchQuery): boolean {
  return wanted.some(({ kind, words: [word] }) => kind === 'word' && word !== undefined && isBeginning(word));
}

/** Whether a word is long enough for its beginning to be looked for. */
export function isBeginning({ exact }: TextWord): boolean {
  return exact.length >= SHORTEST_BEGINNING;
}

/** Whether a word is one character of a script without spaces. */
export function isSingle({ exact, goesOn }: TextWord): boolean {
  return goesOn !== undefined && [...exact].length === 1;
}

/** What finds titles. */
export interface TitleSearch {
  /** As PostgreSQL reads it: the words of the parts, wherever they stand. */
  readonly query: string;
  /** What the folded title has to hold, and what it must not hold. */
  readonly parts: readonly string[];
  readonly unwantedParts: readonly string[];
}

/** The search of an owner's titles, which are found by parts; undefined when there is nothing to look for. */
export function titleSearch(ownerId: string, search: SearchQuery): TitleSearch | undefined {
  const { titleParts: parts, unwantedTitleParts: unwantedParts } = search;
  if (parts.length === 0) return undefined;
  // A part of one or two letters is in most titles: it has to begin a word.
  const isShort = (word: string) => word.length < SHORTEST_BEGINNING && !isDense(word);
  const expression = (word: string) => `${lexemeOf(ownerId, isShort(word) ? `^${word}` : word)}:*`;
  const words = parts.flatMap((part) => part.split(' '));
  return { query: words.map(expression).join(' & '), parts, unwantedParts };
}

function expressionOf(ownerId: string, { kind, words }: Wanted, strictness: Strictness): string {
  const exact = ({ exact: word }: TextWord) => lexemeOf(ownerId, word);
  const [word] = words;
  if (kind === 'phrase') return `(${words.map((each) => `${exact(each)}:A`).join(' <-> ')})`;
  if (kind === 'run' && words.length > 1) return `(${words.map(exact).join(' <-> ')})`;
  if (!word) throw new Error('What is wanted has no words.');
  // A single character of a script without spaces finds the pairs that begin with it.
  if (kind === 'run') return isSingle(word) ? `${exact(word)}:*` : exact(word);
  const stems = word.stems.map((stem) => lexemeOf(ownerId, stem)).join(' & ');
  const written = strictness === 'beginnings' && isBeginning(word) ? `${exact(word)}:*` : exact(word);
  return stems === '' || stems === exact(word) ? written : `(${written} | (${stems}))`;
}
