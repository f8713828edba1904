import type { Language } from './analysis.ts';
import type { Term } from './term.ts';
import { termOfWord } from './word-terms.ts';

/** A part has at least so many letters: two of a shorter one stand in too many words by chance. */
const SHORTEST = 3;
/** Longer words aren't taken apart. */
const LONGEST = 32;
const LETTERS = /^\p{L}+$/u;

/**
 * The ways in which a word of letters could be two words, of which neither is a stop word, as terms: roadtrip is road
 * and trip, Fahrradpumpe is Fahrrad and Pumpe. Which of them are words at all only the memories know.
 */
export function* partsOfWord(word: string, language: Language): Generator<readonly [Term, Term]> {
  if (word.length > LONGEST || !LETTERS.test(word)) return;
  const letters = Array.from(word);
  for (let at = SHORTEST; at <= letters.length - SHORTEST; at++) {
    const first = termOfWord(letters.slice(0, at).join(''), language);
    const second = termOfWord(letters.slice(at).join(''), language);
    if (first && second) yield [first, second];
  }
}
