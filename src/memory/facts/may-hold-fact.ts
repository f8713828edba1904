import { isCourteousWord } from '../../language/courtesy.ts';
import { isOfTheWriter } from '../../language/first-person.ts';
import { fold } from '../../language/fold.ts';
import { beginning } from '../../language/graphemes.ts';
import { isDense, wordsOf } from '../../language/words.ts';

const LEAST_WORDS = 3;
const READ = 4_000;
const ASKS = /[?？؟][\s"'”»)]*$/u;
/** A longer question, in UTF-16 units, also tells something. */
const LONGEST_PLAIN_QUESTION = 200;
const LETTER = /\p{L}/u;

/**
 * Whether a message could hold a fact about its author, as far as this can be told without a model: greetings, thanks,
 * numbers and plain questions can't. In doubt the answer is yes, and a model reads the message.
 */
export function mayHoldFact(text: string): boolean {
  const head = beginning(text, READ);
  const words = wordsOf(head).map(fold);
  if (words.filter((word) => LETTER.test(word) && !isCourteousWord(word)).length < LEAST_WORDS) return false;
  // Languages that are written without spaces often leave out who is speaking, so their questions don't count as plain.
  const isPlainQuestion = text.length <= LONGEST_PLAIN_QUESTION && ASKS.test(text) && !isDense(head);
  return !isPlainQuestion || isOfTheWriter(text);
}
