import { fold, straighten } from '../fold.ts';
import { eachAsciiWord, isAscii } from './ascii-words.ts';
import { english } from './english.ts';
import { type Term, termOf } from './term.ts';
import { type FoundTerms, joinedTerm, termsOfWord, type WordTerms } from './word-terms.ts';

/** What differs from language to language when a text is taken apart. */
export interface Language {
  /** An index is made for one language, and made again when that changes. */
  readonly name: string;
  /** Whether a word, in lower case, says nothing of what a text is about. */
  isStopWord(word: string): boolean;
  /** What all forms of a word have in common. The word is in lower case, with its accents. */
  stem(word: string): string;
}

export interface Analysis {
  /** In the order of the text, without stop words. */
  readonly terms: readonly Term[];
  /**
   * Terms that find the text too, but don't count for its length: two stop words side by side; single stop words that
   * may be names, or all stop words where there are no other words; single characters of scripts in which one may be a
   * word; what 64GB and "64 GB" have in common; the beginnings of versions.
   */
  readonly quiet: readonly Term[];
  /** How many of the first terms are the heading, which stands before a colon: `Anna: I moved`, `Shopping: milk`. */
  readonly heading: number;
  /** Whether the text holds a question, or ends with one. */
  readonly asks: 'nothing' | 'within' | 'at the end';
}

/**
 * The terms of words seen before. Each batch has a new one, so that it stays small and holds nobody's words for long.
 */
export type SeenWords = Map<string, WordTerms>;

/** Raised whenever the same text gives other terms than before; an index of another version is made again. */
export const ANALYSIS_VERSION = 6;

/** A heading is no longer than this, in UTF-16 units. */
const LONGEST_HEADING = 80;
/** Beyond so many words no more are added to {@link SeenWords}. */
const MOST_SEEN = 50_000;

// Letters, digits and marks. Apostrophes, dots and the like belong to the word that they stand in: don't, 3.14,
// 2026-11-23.
const WORD = /[\p{L}\p{N}\p{M}]+(?:['.:_-][\p{L}\p{N}\p{M}]+|(?<=\p{N}),(?=\p{N}{3}(?!\p{N}))\p{N}+)*/gu;
const HEADING_END = /:(?=\s)|：/u;
const QUESTION_MARK = /[?？؟]/gu;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** Takes a text apart into what it is found by. The same text always gives the same terms. */
export function analyse(text: string, { language = english, seen = new Map() }: AnalyseOptions = {}): Analysis {
  const found: TextTerms = { terms: [], quiet: [], unsaid: [] };
  const headingEnd = endOfHeading(text);
  if (headingEnd > 0) addTerms(found, text.slice(0, headingEnd), language, seen);
  const heading = found.terms.length;
  addTerms(found, headingEnd > 0 ? text.slice(headingEnd) : text, language, seen);
  const { terms, quiet, unsaid } = found;
  return { terms, quiet: terms.length > 0 ? quiet : [...quiet, ...unsaid], heading, asks: asks(text) };
}

/**
 * The terms that a query asks for. A query of stop words alone asks for each two that stand side by side, such as "The
 * Who", or for the single one that there is.
 *
 * @param options.isMessage whether the text is a message, rather than a search: then stop words alone ask for nothing.
 *   @default false
 */
export function analyseQuery(
  text: string,
  language: Language,
  { isMessage = false }: { readonly isMessage?: boolean | undefined } = {},
): readonly Term[] {
  const { terms, quiet } = analyse(text, { language });
  if (terms.length > 0 || isMessage) return terms;
  const pairs = quiet.filter(({ term }) => term.includes(' '));
  return pairs.length > 0 ? pairs : quiet;
}

export interface AnalyseOptions {
  /** @default English */
  readonly language?: Language;
  /** To be passed on from text to text of a batch, which makes the batch several times as fast. */
  readonly seen?: SeenWords;
}

interface TextTerms extends FoundTerms {
  /** Stop words that tell nothing as long as there are other words: there are too many to index them for each text. */
  readonly unsaid: Term[];
}

function addTerms({ terms, quiet, unsaid }: TextTerms, text: string, language: Language, seen: SeenWords): void {
  let before: WordTerms | undefined;
  let wordBefore = '';
  const add = (word: string) => {
    const found = remembered(seen, word, () => termsOfWord(word, language));
    for (const term of found.terms) terms.push(term);
    const others = found.kind === 'stop word' && !isCapitalised(word) ? unsaid : quiet;
    for (const term of found.quiet) others.push(term);
    if (before && isPair(before, found)) quiet.push(pairOf(wordBefore, word, before, language, seen));
    before = found;
    wordBefore = word;
  };
  if (isAscii(text)) eachAsciiWord(text, add);
  else for (const [match] of straighten(text).matchAll(WORD)) add(match);
}

/** Names are capitalised, such as that of the novel "It"; "I" always is, and so doesn't count. */
function isCapitalised(word: string): boolean {
  return word.length > 1 && word.charAt(0) !== word.charAt(0).toLowerCase();
}

/** Whether two words make a pair: two stop words, or a number and a word. */
function isPair({ kind: before }: WordTerms, { kind }: WordTerms): boolean {
  if (kind === 'stop word') return before === 'stop word';
  return (kind === 'number' && before === 'letters') || (kind === 'letters' && before === 'number');
}

/** The term of a pair. That of two stop words has a space in it, so that no single word equals it. */
function pairOf(first: string, second: string, { kind }: WordTerms, language: Language, seen: SeenWords): Term {
  const pair = `${first} ${second}`;
  const { quiet } = remembered(seen, pair, () => {
    const term = kind === 'stop word' ? termOf(fold(pair), pair) : joinedTerm(first, second, language);
    return { terms: [], quiet: [term], kind: 'other' };
  });
  const [term] = quiet;
  if (!term) throw new Error('A pair of words has no term.');
  return term;
}

function remembered(seen: SeenWords, word: string, make: () => WordTerms): WordTerms {
  let found = seen.get(word);
  if (!found) {
    found = make();
    if (seen.size < MOST_SEEN) seen.set(word, found);
  }
  return found;
}

function endOfHeading(text: string): number {
  const start = text.slice(0, LONGEST_HEADING + 1);
  const end = HEADING_END.exec(start)?.index ?? 0;
  return start.slice(0, end).includes('\n') ? 0 : end;
}

function asks(text: string): Analysis['asks'] {
  let last = -1;
  for (const { index } of text.matchAll(QUESTION_MARK)) last = index;
  if (last < 0) return 'nothing';
  return LETTER_OR_DIGIT.test(text.slice(last + 1)) ? 'within' : 'at the end';
}
