import { fold } from '../fold.ts';
import type { Language } from './analysis.ts';
import { type Term, termOf } from './term.ts';

/** The terms that find a text, or a word of it. */
export interface FoundTerms {
  /** In the order of the text. */
  readonly terms: Term[];
  /** Terms that don't count for the length: see `Analysis`. */
  readonly quiet: Term[];
}

/** The terms of one word, or of a run of characters in a script without spaces. */
export interface WordTerms extends FoundTerms {
  /** Decides whether the word makes a pair with the one beside it: see analysis.ts. */
  readonly kind: 'number' | 'letters' | 'stop word' | 'other';
}

/**
 * Longer words are cut, since the length of the index's keys is limited, and hardly two such words differ only at the
 * end.
 */
const LONGEST_TERM = 64;
/**
 * A word with up to so many runs of digits and letters, such as 64GB, is also found by each run; a longer one is a
 * code.
 */
const MOST_PARTS = 4;
/** A version or a date has up to so many numbers with dots between them; more of them are found only together. */
const MOST_NUMBERS = 5;

// Scripts without spaces between words, and Hangul, whose words have their particles attached. These are script
// extensions, because the long vowel sign of katakana belongs to no single script.
const PAIRED = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;
const PAIRED_RUN =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]+/gu;
/** Scripts in which a single character may be a word. */
const WORD_IN_ONE = /[\p{sc=Han}\p{sc=Hang}]/u;
const LETTERS = /^[\p{L}\p{M}]+$/u;
/** Most words of English: nothing of what other words are looked through for can be in them. */
const PLAIN = /^[a-z]+$/i;
const NUMBER = /^[\p{N}.:,_-]+$/u;
const HOLDS_NUMBER = /\p{N}/u;
const DAY = /(?<!\p{N})\p{N}{4}-\p{N}{2}-\p{N}{2}(?!\p{N})/u;
const TIME_OF_DAY = /^(\p{N}[\p{N}.:]*)([ap]m)$/iu;
const CONTRACTED_NOT = /n't$/iu;
const CONTRACTED_VERB = /'(?:s|d|m|re|ve|ll)?$/iu;
/** Signs that join words, except between the digits of a number. */
const JOINER = /(?<!\p{N})[.:,]|[.:,](?!\p{N})|[_-]|'(?=\p{L}{2,}$)/u;
const PART = /\p{N}+(?:[.:,]\p{N}+)*|[^\p{N}.:,]+/gu;

/** The terms of a word, as analysis.ts cuts it out of a text. */
export function termsOfWord(match: string, language: Language): WordTerms {
  const found: FoundTerms = { terms: [], quiet: [] };
  if (PLAIN.test(match)) {
    addWord(found, match, language);
    return { ...found, kind: found.quiet.length > 0 ? 'stop word' : 'letters' };
  }
  if (PAIRED.test(match)) {
    addMixed(found, match, language);
    return { ...found, kind: 'other' };
  }
  addWords(found, match, language);
  if (NUMBER.test(match)) return { ...found, kind: 'number' };
  if (found.terms.length === 0 && found.quiet.length === 1) return { ...found, kind: 'stop word' };
  return { ...found, kind: LETTERS.test(match) ? 'letters' : 'other' };
}

/** What a word is found by that isn't a stop word; undefined for one that is, or of which nothing is left. */
export function termOfWord(word: string, language: Language): Term | undefined {
  const lower = word.toLowerCase();
  return language.isStopWord(lower) ? undefined : stemmed(lower, word, language);
}

function stemmed(lower: string, word: string, language: Language): Term | undefined {
  const term = fold(language.stem(cut(lower)));
  return term ? termOf(term, word) : undefined;
}

/** A number and the word beside it as if they were written together, so that 64GB finds "64 GB". */
export function joinedTerm(first: string, second: string, language: Language): Term {
  const word = first.replaceAll(',', '') + second;
  return termOf(fold(language.stem(cut(word.toLowerCase()))), word);
}

/** Runs of paired scripts become pairs of characters; words between them, such as a brand or a year, stay words. */
function addMixed(found: FoundTerms, match: string, language: Language): void {
  let at = 0;
  for (const { 0: run, index } of match.matchAll(PAIRED_RUN)) {
    if (index > at) addWords(found, match.slice(at, index), language);
    addPairs(found, run);
    at = index + run.length;
  }
  if (at < match.length) addWords(found, match.slice(at), language);
}

/** Numbers, dates and times stay whole. Words that a sign joins become a term each. */
function addWords(found: FoundTerms, match: string, language: Language): void {
  if (NUMBER.test(match)) {
    addNumber(found, match, language);
    return;
  }
  if (CONTRACTED_NOT.test(match)) {
    found.quiet.push(termOf(fold(cut(match)), match));
    return;
  }
  const time = TIME_OF_DAY.exec(match);
  const words = time ? time.slice(1) : match.replace(CONTRACTED_VERB, '').split(JOINER);
  if (!HOLDS_NUMBER.test(match)) {
    for (const word of words) addWord(found, word, language);
    return;
  }
  const day = DAY.exec(match);
  if (day) addWord(found, day[0], language);
  for (const [at, word] of words.entries()) {
    if (NUMBER.test(word)) addNumber(found, word, language);
    else addParts(found, word, language);
    const before = words[at - 1];
    if (before && word && NUMBER.test(before) !== NUMBER.test(word)) {
      found.quiet.push(joinedTerm(before, word, language));
    }
  }
}

/** A version or a date of three numbers or more is also found by its beginning: 2.14.0 by 2.14. */
function addNumber(found: FoundTerms, number: string, language: Language): void {
  const plain = number.replaceAll(',', '');
  addWord(found, plain, language);
  for (const beginning of beginningsOf(plain, 2)) found.quiet.push(termOf(fold(beginning), beginning));
}

/** Runs of digits and letters are found together and each by itself: 64GB by "64 GB", v2.14.0 by 2.14 and v2. */
function addParts(found: FoundTerms, word: string, language: Language): void {
  addWord(found, word, language);
  const parts = HOLDS_NUMBER.test(word) ? (word.match(PART) ?? []) : [];
  if (parts.length > MOST_PARTS) return;
  for (const [at, part] of parts.entries()) {
    if (part === word) return;
    const lead = parts[at - 1] ?? '';
    const beginnings = NUMBER.test(part) ? beginningsOf(part, 1) : [];
    // The number of a version says what the version is, so it is a term of its own; the 64 of 64GB says little.
    if (part.includes('.')) addNumber(found, part, language);
    else found.quiet.push(termOf(fold(language.stem(cut(part.toLowerCase()))), part));
    for (const beginning of beginnings) found.quiet.push(joinedTerm(lead, beginning, language));
  }
}

/**
 * The beginnings of numbers with dots between them, of `least` numbers or more: of 2.14.0 these are 2.14, and 2 for 1.
 */
function beginningsOf(number: string, least: number): string[] {
  const numbers = number.split('.');
  if (numbers.length > MOST_NUMBERS) return [];
  const sizes = Array.from({ length: Math.max(0, numbers.length - least) }, (_, at) => least + at);
  return sizes.map((size) => numbers.slice(0, size).join('.'));
}

function addWord({ terms, quiet }: FoundTerms, word: string, language: Language): void {
  const lower = word.toLowerCase();
  if (language.isStopWord(lower)) {
    quiet.push(termOf(fold(lower), word));
    return;
  }
  const term = stemmed(lower, word, language);
  if (term) terms.push(term);
}

function cut(term: string): string {
  return term.length > LONGEST_TERM
    ? Array.from(term.slice(0, 2 * LONGEST_TERM))
        .slice(0, LONGEST_TERM)
        .join('')
    : term;
}

/** Overlapping pairs of characters stand for words; a run of a single character stands for itself. */
function addPairs({ terms, quiet }: FoundTerms, run: string): void {
  let before: string | undefined;
  for (const character of run) {
    if (before !== undefined) terms.push(termOf(before + character, before + character));
    if (character !== run && WORD_IN_ONE.test(character)) quiet.push(termOf(character, character));
    before = character;
  }
  if (before === run) terms.push(termOf(run, run));
}
