import { contentWords } from '../../language/content-words.ts';
import { beginning } from '../../language/graphemes.ts';
import { splitSentences } from '../../language/sentences.ts';

/** The most insignificant words between two significant ones of a cluster. */
const GAP = 4;

/** How much of a text is read, in UTF-16 units. */
export const LONGEST_TEXT = 200_000;

/** The summary of a long text has one sentence for so many of the text, up to the number below. */
const SENTENCES_FOR_ONE = 12;
const MOST_SENTENCES = 12;

/**
 * Picks the sentences that say most about a text, and returns them in its own words and order.
 *
 * The method is that of H. P. Luhn, "The Automatic Creation of Literature Abstracts" (IBM Journal, 1958): words that
 * come up often, and aren't stop words, are significant; a sentence is worth the square of the number of significant
 * words in its densest cluster, divided by the cluster's length. Of equal sentences the earlier one is taken.
 *
 * @param sentences how many to pick at most
 */
export function extractSummary(text: string, sentences: number): string {
  const all = splitSentences(beginning(text, LONGEST_TEXT));
  const words = all.map(contentWords);
  const significant = significantWords(words.flat());
  return all
    .map((sentence, place) => ({ sentence, place, score: luhnScore(words[place] ?? [], significant) }))
    .sort((one, other) => other.score - one.score || one.place - other.place)
    .slice(0, sentences)
    .sort((one, other) => one.place - other.place)
    .map(({ sentence }) => sentence)
    .reduce((summary, sentence) => `${summary}${summary && !/[。！？]$/u.test(summary) ? ' ' : ''}${sentence}`, '');
}

/** How many sentences a summary should have: one for a short text, two for a longer one, then three and more. */
export function summaryLength(text: string): number {
  const sentences = splitSentences(beginning(text, LONGEST_TEXT)).length;
  if (sentences <= 3) return 1;
  if (sentences <= 8) return 2;
  return Math.max(3, Math.min(MOST_SENTENCES, Math.floor(sentences / SENTENCES_FOR_ONE)));
}

/** The words that occur more than once; all words, where none does. */
function significantWords(words: readonly string[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const repeated = [...counts].filter(([, count]) => count > 1).map(([word]) => word);
  return new Set(repeated.length > 0 ? repeated : words);
}

function luhnScore(words: readonly string[], significant: ReadonlySet<string>): number {
  let best = 0;
  let start = -1;
  let last = -1;
  let inCluster = 0;
  words.forEach((word, place) => {
    if (!significant.has(word)) return;
    if (start < 0 || place - last > GAP + 1) {
      start = place;
      inCluster = 0;
    }
    last = place;
    inCluster += 1;
    best = Math.max(best, inCluster ** 2 / (last - start + 1));
  });
  return best;
}
