import { isCourteousWord } from '../../language/courtesy.ts';
import { isOfTheWriter } from '../../language/first-person.ts';
import { fold } from '../../language/fold.ts';
import { beginning } from '../../language/graphemes.ts';
import { isDense, wordsOf } from '../../language/words.ts';

const LEAST_WORDS = 3;
const READ = 4_000;
const ASKS = /[?？؟][\s"'”»)]*$/u;
/** A question that says nothing of the one who asks is short; longer ones tell what they are about. */
const LONGEST_PLAIN_QUESTION = 200;
const LETTER = /\p{L}/u;

/**
 * Whether a message could hold a fact about its author, as far as can be told without a model: greetings, thanks,
 * numbers and plain questions can't. It rather says yes, since a model then reads the message.
 */
export function mayHoldFact(text: string): boolean {
  const head = beginning(text, READ);
  const words = wordsOf(head).map(fold);
  if (words.filter((word) => LETTER.test(word) && !isCourteousWord(word)).length < LEAST_WORDS) return false;
  // Where words aren't set apart, whoever speaks is often left out as well.
  const isPlainQuestion = text.length <= LONGEST_PLAIN_QUESTION && ASKS.test(text) && !isDense(head);
  return !isPlainQuestion || isOfTheWriter(text);
}
