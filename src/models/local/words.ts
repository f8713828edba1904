import { stemmer } from 'stemmer';

// Words that say nothing about what a sentence is about.
const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a about after again all also am an and any are as at be because been before being but by can could did do does ' +
    'doing done don down during each few for from further get had has have having he her here hers him his how i if ' +
    'in into is it its just know let ll me more most my no nor not now of off on once only or other our ours out over ' +
    'own please re really remember remind s said same say shall she should so some such t tell than that the their ' +
    'them then there these they this those through to told too under until up us ve very was we were what when where ' +
    'which while who whom whose why will with would you your yours'
  ).split(' '),
);

/**
 * The words of a text that carry its subject: lower case, stemmed (Porter), without stop words, in order. The
 * possessive `'s` is dropped, and `-our` counts as `-or`, so that British and American spellings meet.
 */
export function contentWords(text: string): string[] {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll('’', "'")
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words
    .filter((word) => !STOP_WORDS.has(word))
    .map((word) => stemmer(word.length > 5 ? word.replaceAll('our', 'or') : word));
}

/** How many words a text has: runs of characters that aren't white space. */
export function countWords(text: string): number {
  let count = 0;
  for (const _ of text.matchAll(/\S+/gu)) count += 1;
  return count;
}
