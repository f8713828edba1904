import { fold, straighten } from '../../../language/fold.ts';
import type { Language } from '../../../language/terms/analysis.ts';
import { joinedTerm, termsOfWord, type WordTerms } from '../../../language/terms/word-terms.ts';

/** A word of a text: what finds it, and where it stands. */
export interface TextWord {
  /** In UTF-16 units of the text. */
  readonly start: number;
  /** The end, which isn't in it. */
  readonly end: number;
  /** Counts the words of the text, from 1 on. */
  readonly position: number;
  /** The word as it is written, folded; of a script without spaces two characters side by side. */
  readonly exact: string;
  /** What all its forms have in common; several for a word of parts, such as well-known. */
  readonly stems: readonly string[];
  /** What finds it too, but isn't asked for by it: parts of numbers, single characters. */
  readonly parts: readonly string[];
  readonly isStopWord: boolean;
  /**
   * Of a script without spaces: whether it goes on with the run of characters that the word before belongs to.
   * Undefined of all others.
   */
  readonly goesOn?: boolean;
  /** Stands for two words at once, as if they were written together: it is no word of its own. */
  readonly isJoined?: boolean;
}

// As in language/terms/analysis.ts, but on the text as it stands: a hit is shown where it is. Pictures are words too.
const LETTERS = /(?:(?!\u200c)[\p{L}\p{N}\p{M}\p{DI}])+/u;
const JOINERS = "'’‘‛′´＇׳.:_-";
const THOUSANDS = /(?<=\p{N}),(?=\p{N}{3}(?!\p{N}))/u;
const WORD = new RegExp(
  `${LETTERS.source}(?:(?:[${JOINERS}]|${THOUSANDS.source})${LETTERS.source})*|\\p{Extended_Pictographic}`,
  'gu',
);
const SAYS = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;
const PAIRED_RUN =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]+/gu;
/** Scripts in which a single character may be a word. */
const WORD_IN_ONE = /[\p{sc=Han}\p{sc=Hang}]/u;
/** Longer words are cut, in code points: hardly two of them differ only at the end. */
const LONGEST_WORD = 64;

/** What a word is found by, wherever it stands. */
type Found = Pick<TextWord, 'exact' | 'stems' | 'parts' | 'isStopWord'> & Pick<WordTerms, 'kind'>;

/**
 * The words of a text, in its order. Whatever can be read one by one needn't be read to the end.
 *
 * They are found by the same terms as memories are, and besides by the word as it is written, so that its beginning
 * and quoted words find it.
 */
export function* textWords(text: string, language: Language): Generator<TextWord> {
  const seen = new Map<string, Found>();
  const found = (word: string) => {
    const known = seen.get(word) ?? foundBy(word, language);
    seen.set(word, known);
    return known;
  };
  let position = 0;
  let before: (TextWord & Found & { readonly written: string }) | undefined;
  for (const { 0: match, index } of text.matchAll(WORD)) {
    if (!SAYS.test(match)) continue;
    for (const part of partsOf(match, index)) {
      if (part.isDense) {
        for (const pair of pairsOf(part)) yield { ...pair, position: ++position };
        before = undefined;
        continue;
      }
      const finds = found(part.written);
      // Signs that only stretch or point others: nothing is left of them.
      if (finds.exact === '') continue;
      const word = { ...finds, ...part, position: ++position };
      if (before && isMeasure(before, word)) yield joined(before, word, language);
      yield word;
      before = word;
    }
  }
}

interface Part {
  readonly start: number;
  readonly end: number;
  /** Straightened. */
  readonly written: string;
  /** Whether it is of a script without spaces. */
  readonly isDense: boolean;
}

/** A run of letters, taken apart where a script without spaces begins or ends. */
function* partsOf(match: string, start: number): Generator<Part> {
  let at = 0;
  const part = (begin: number, finish: number, isDense: boolean): Part[] => {
    let [from, to] = [begin, finish];
    while (from < to && JOINERS.includes(match.charAt(from))) from++;
    while (from < to && JOINERS.includes(match.charAt(to - 1))) to--;
    const written = straighten(match.slice(from, to));
    return SAYS.test(written) ? [{ start: start + from, end: start + to, written, isDense }] : [];
  };
  for (const { 0: run, index } of match.matchAll(PAIRED_RUN)) {
    if (index > at) yield* part(at, index, false);
    yield* part(index, index + run.length, true);
    at = index + run.length;
  }
  if (at < match.length) yield* part(at, match.length, false);
}

function foundBy(word: string, language: Language): Found {
  const { terms, quiet, kind } = termsOfWord(word, language);
  const exact = fold(cut(word));
  const isStopWord = kind === 'stop word';
  const stems = [...new Set(terms.map(({ term }) => term))].filter(Boolean);
  const parts = [...new Set(quiet.map(({ term }) => term))].filter((term) => term && term !== exact);
  return { exact, stems, parts: isStopWord ? [] : parts, isStopWord, kind };
}

/**
 * Two characters side by side stand for words, which nothing else tells apart; the single ones find them too. Where a
 * character is written as another is stored, such as a katakana of half the width, each stands for the whole run.
 */
function* pairsOf({ start, end, written }: Part): Generator<Omit<TextWord, 'position'>> {
  const characters = [...written];
  const isAsStored = written.length === end - start;
  let at = start;
  for (const [index, character] of characters.entries()) {
    const next = characters[index + 1];
    if (next === undefined && index > 0) return;
    const place = isAsStored ? { start: at, end: at + character.length + (next?.length ?? 0) } : { start, end };
    at += character.length;
    const isLast = index + 2 >= characters.length;
    const singles = next === undefined ? [] : isLast ? [character, next] : [character];
    const parts = singles.filter((single) => WORD_IN_ONE.test(single));
    yield { ...place, exact: character + (next ?? ''), stems: [], parts, isStopWord: false, goesOn: index > 0 };
  }
}

/** Whether one of two words is a number and the other one isn't: 64 GB. */
function isMeasure({ kind: before }: Found, { kind }: Found): boolean {
  return (before === 'number' && kind === 'letters') || (before === 'letters' && kind === 'number');
}

/** Two words as if they were written together, in the place of the first. */
function joined(
  first: TextWord & { readonly written: string },
  second: { readonly end: number; readonly written: string },
  language: Language,
): TextWord {
  const { term } = joinedTerm(first.written, second.written, language);
  const { start, position } = first;
  return { start, end: second.end, position, exact: term, stems: [], parts: [], isStopWord: false, isJoined: true };
}

function cut(word: string): string {
  return word.length > LONGEST_WORD
    ? Array.from(word.slice(0, 2 * LONGEST_WORD))
        .slice(0, LONGEST_WORD)
        .join('')
    : word;
}
