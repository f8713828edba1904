import { segmentsOf } from './segments.ts';

/** Scripts that are written without spaces between words. */
const DENSE = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** Of a script without spaces so much is looked up in the dictionary at a time, in UTF-16 units. */
const LONGEST_RUN = 200;
const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** Whether a text holds a script without spaces between its words. */
export function isDense(text: string): boolean {
  return DENSE.test(text);
}

/** The words of a text, as they are written: runs of letters and digits, and in scripts without spaces what a dictionary knows. */
export function wordsOf(text: string): string[] {
  return Array.from(text.matchAll(WORD)).flatMap(([run]) => (isDense(run) ? segments(run) : [run]));
}

/** How many words a text has: between white space, and in scripts without spaces by a dictionary. */
export function countWords(text: string): number {
  let count = 0;
  for (const [run] of text.matchAll(/\S+/gu)) count += isDense(run) ? Math.max(1, segments(run).length) : 1;
  return count;
}

function segments(run: string): string[] {
  const found: string[] = [];
  for (const { segment, isWordLike } of segmentsOf(segmenter, run, LONGEST_RUN)) if (isWordLike) found.push(segment);
  return found;
}
