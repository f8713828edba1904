import { stemmer } from 'stemmer';
import { fold } from './fold.ts';
import { stopWordsFor } from './stop-words.ts';
import { wordsOf } from './words.ts';

const LATIN = /^[a-z]+$/;

/**
 * The words of a text that carry its subject: folded, those of Latin letters stemmed (Porter), without stop words, in
 * order. The possessive `'s` is dropped, and `-our` counts as `-or`, so that British and American spellings meet.
 */
export function contentWords(text: string): string[] {
  const words = wordsOf(text.normalize('NFKC')).map(fold);
  const stopWords = stopWordsFor(words);
  return words
    .filter((word) => !stopWords.has(word))
    .map((word) => (LATIN.test(word) ? stemmer(word.length > 5 ? word.replaceAll('our', 'or') : word) : word));
}
