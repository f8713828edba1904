import { contentWords } from '../content-words.ts';
import { splitSentences } from '../sentences.ts';

/** A stretch of a text, in UTF-16 units. */
export interface Passage {
  readonly start: number;
  /** The end, which isn't in it. */
  readonly end: number;
}

/** A longer sentence is cut to its beginning, in UTF-16 units. */
const LONGEST = 600;

/**
 * The sentence of a text that shares the most words with another text, of two with as many the one that has fewer
 * words besides. Without any that shares a word, the first one.
 *
 * @param from where to begin; what stands before is passed over
 */
export function bestPassage(text: string, query: string, from = 0): Passage {
  const asked = new Set(contentWords(query));
  let best: (Passage & { readonly shared: number; readonly words: number }) | undefined;
  let at = from;
  for (const sentence of splitSentences(text.slice(from))) {
    const start = text.indexOf(sentence, at);
    at = start + sentence.length;
    const words = new Set(contentWords(sentence));
    const shared = [...words].filter((word) => asked.has(word)).length;
    const isBetter = !best || shared > best.shared || (shared === best.shared && shared > 0 && words.size < best.words);
    if (isBetter) best = { start, end: Math.min(at, start + LONGEST), shared, words: words.size };
  }
  return best ? { start: best.start, end: best.end } : { start: from, end: Math.min(text.length, from + LONGEST) };
}
