import { eachAsciiWord, isAscii } from './ascii-words.ts';
import { english } from './english.ts';
import { fold } from './fold.ts';

/** What the words of a language need, beyond what all have in common. */
export interface Language {
  /** An index is made for one language; it is made again for another. */
  readonly name: string;
  /** Whether a word, in lower case, says nothing about what a text is about. */
  isStopWord(word: string): boolean;
  /** What the forms of a word have in common; the word is in lower case, with its accents. */
  stem(word: string): string;
}

/** A word of a text: what it is found by, and how it was written. */
export interface Term {
  readonly term: string;
  readonly word: string;
  /** Of the term, 32 bits: where it is looked for in the index. */
  readonly hash: number;
  /** What stands for the term where its place in a text is kept: one in 65,536 others has it too. */
  readonly position: number;
}

export interface Analysis {
  /** In the order of the text, stop words left out. */
  readonly terms: readonly Term[];
  /** How many of the first terms are the heading: what stands before a colon, as in `Anna: I moved` or `Shopping: milk`. */
  readonly heading: number;
  /** Whether it holds a question, or ends with one. */
  readonly asks: 'nothing' | 'within' | 'at the end';
}

/** Terms of the words seen so far. Made anew for each piece of work, so that it is bounded, and nobody's words stay. */
export type SeenWords = Map<string, readonly Term[]>;

/** Raised whenever the same text gives other terms than before: an index made with another number is made again. */
export const ANALYSIS_VERSION = 4;

/** Longer words are cut: keys of the index are bounded, and nobody tells such words apart by their ends. */
const LONGEST_TERM = 64;

/** A heading is no longer than this, in UTF-16 units. */
const LONGEST_HEADING = 80;
/** So many words are kept while texts are analysed. */
const MOST_SEEN = 50_000;

// Letters, digits and marks; apostrophes, dots and the like stay inside a word: don't, 3.14, 2026-11-23.
const WORD = /[\p{L}\p{N}\p{M}]+(?:['’.:_-][\p{L}\p{N}\p{M}]+|(?<=\p{N}),(?=\p{N}{3}(?!\p{N}))\p{N}+)*/gu;
// Scripts without spaces between words, and Hangul, whose words carry their particles. By script extensions, since the
// long vowel sign of katakana belongs to no single script.
const PAIRED = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;
const PAIRED_RUN =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]+/gu;
const NUMBER = /^[\p{N}.:,_-]+$/u;
const TIME_OF_DAY = /^(\p{N}[\p{N}.:]*)([ap]m)$/iu;
const CONTRACTED_NOT = /n['’]t$/iu;
const CONTRACTED_VERB = /['’](?:s|d|m|re|ve|ll)?$/iu;
const HEADING_END = /:(?=\s)|：/u;
const QUESTION_MARK = /[?？؟]/gu;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** What a text says, as the index needs it. The same text always gives the same. */
export function analyse(text: string, { language = english, seen = new Map() }: AnalyseOptions = {}): Analysis {
  const terms: Term[] = [];
  const headingEnd = endOfHeading(text);
  if (headingEnd > 0) addTerms(terms, text.slice(0, headingEnd), language, seen);
  const heading = terms.length;
  addTerms(terms, headingEnd > 0 ? text.slice(headingEnd) : text, language, seen);
  return { terms, heading, asks: asks(text) };
}

export interface AnalyseOptions {
  /** @default English */
  readonly language?: Language;
  /** To be passed on from text to text of one piece of work, which makes it several times as fast. */
  readonly seen?: SeenWords;
}

function addTerms(terms: Term[], text: string, language: Language, seen: SeenWords): void {
  const add = (match: string) => {
    let found = seen.get(match);
    if (!found) {
      found = termsOf(match, language);
      if (seen.size < MOST_SEEN) seen.set(match, found);
    }
    for (const term of found) terms.push(term);
  };
  if (isAscii(text)) eachAsciiWord(text, add);
  else for (const [match] of text.normalize('NFKC').matchAll(WORD)) add(match);
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

function termsOf(match: string, language: Language): Term[] {
  const terms: Term[] = [];
  if (PAIRED.test(match)) addMixed(terms, match, language);
  else addWords(terms, match, language);
  return terms;
}

/** Runs of paired scripts become pairs of characters; what stands between them (a brand, a year) stays words. */
function addMixed(terms: Term[], match: string, language: Language): void {
  let at = 0;
  for (const { 0: run, index } of match.matchAll(PAIRED_RUN)) {
    if (index > at) addWords(terms, match.slice(at, index), language);
    addPairs(terms, run);
    at = index + run.length;
  }
  if (at < match.length) addWords(terms, match.slice(at), language);
}

/** Numbers, dates and times are kept whole; words that are joined by a sign are also words of their own. */
function addWords(terms: Term[], match: string, language: Language): void {
  if (NUMBER.test(match)) {
    addWord(terms, match.replaceAll(',', ''), language);
    return;
  }
  if (CONTRACTED_NOT.test(match)) return;
  const time = TIME_OF_DAY.exec(match);
  const words = time ? time.slice(1) : match.replace(CONTRACTED_VERB, '').split(/[.:,_-]|['’](?=\p{L}{2,}$)/u);
  for (const word of words) addWord(terms, word, language);
}

function addWord(terms: Term[], word: string, language: Language): void {
  const lower = word.toLowerCase();
  if (language.isStopWord(lower)) return;
  const term = fold(language.stem(cut(lower)));
  if (term) terms.push(termOf(term, word));
}

function cut(term: string): string {
  return term.length > LONGEST_TERM
    ? Array.from(term.slice(0, 2 * LONGEST_TERM))
        .slice(0, LONGEST_TERM)
        .join('')
    : term;
}

/** Overlapping pairs of characters stand for words; a single one for itself. */
function addPairs(terms: Term[], run: string): void {
  let before: string | undefined;
  for (const character of run) {
    if (before !== undefined) terms.push(termOf(before + character, before + character));
    before = character;
  }
  if (before === run) terms.push(termOf(run, run));
}

/** A tag among the terms of the index: the character before it is in no word. */
export function tagTerm(tag: string): Term {
  return termOf(`\u0000${tag}`, tag);
}

/** Its hash is FNV-1a (Fowler, Noll and Vo); its position is that, folded to 16 bits. */
function termOf(term: string, word: string): Term {
  let hash = 0x811c9dc5;
  for (let at = 0; at < term.length; at++) hash = Math.imul(hash ^ term.charCodeAt(at), 0x01000193);
  return { term, word, hash: hash >>> 0, position: (hash ^ (hash >>> 16)) & 0xffff };
}
