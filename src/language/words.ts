import { segmentsOf } from './segments.ts';

/** Scripts that are written without spaces between words. */
const DENSE = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** How much of a script without spaces is looked up in the dictionary at a time, in UTF-16 units. */
const LONGEST_RUN = 200;
const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** Whether a text holds a script that is written without spaces between words. */
export function isDense(text: string): boolean {
  return DENSE.test(text);
}

/**
 * The words of a text as they are written: runs of letters and digits, and in scripts without spaces what a dictionary
 * finds.
 */
export function wordsOf(text: string): string[] {
  return Array.from(text.matchAll(WORD)).flatMap(([run]) => (isDense(run) ? segments(run) : [run]));
}

/** How many words a text has: pieces between white space, and in scripts without spaces what a dictionary finds. */
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
