import { stemmer } from 'stemmer';
import { fold } from './fold.ts';
import { stopWordsFor } from './stop-words.ts';
import { wordsOf } from './words.ts';

const LATIN = /^[a-z]+$/;

/**
 * The words of a text that carry its subject, in order: folded, without stop words, and stemmed where their letters
 * are Latin (Porter). The possessive `'s` is dropped, and `-our` becomes `-or`, so that British and American
 * spellings are the same.
 */
export function contentWords(text: string): string[] {
  const words = wordsOf(text.normalize('NFKC')).map(fold);
  const stopWords = stopWordsFor(words);
  return words
    .filter((word) => !stopWords.has(word))
    .map((word) => (LATIN.test(word) ? stemmer(word.length > 5 ? word.replaceAll('our', 'or') : word) : word));
}
