import { fold } from '../../../language/fold.ts';

/** Between a digit and a letter beside it. */
const EDGE = /(?<=\p{N})(?=\p{L})|(?<=\p{L})(?=\p{N})/gu;

/**
 * Brings titles, and what is searched for in titles, into the form in which the two are compared: folded as memory
 * folds words, with single spaces, and with a space between digits and letters, so that "64GB" finds "64 GB". Folding
 * a part of a title gives a part of the folded title.
 *
 * The database stores folded titles: a change of this function needs a migration that sets them to null.
 */
export function foldTitle(title: string): string {
  return fold(title).replace(EDGE, ' ').replace(/\s+/gu, ' ').trim();
}
