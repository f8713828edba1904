import { withoutTrailing } from '../trailing.ts';

const LONGEST = 60;
/** A first message of fewer words says little about what follows: "hi", "good morning". */
const FEWEST_WORDS = 3;
/** The first half of a surrogate pair at the end of a text that was cut. */
const CUT_CHARACTER = /[\uD800-\uDBFF]$/;

/** A conversation's title until one is made. */
export const UNTITLED = 'New conversation';

/**
 * A title from a conversation's first exchange: the first sentence of the question, or of the answer when the question
 * is only a greeting, cut at a word.
 */
export function titleFrom(question: string, answer: string): string {
  const asked = firstSentence(question);
  const said = asked.split(' ').length < FEWEST_WORDS ? firstSentence(answer) : '';
  return shorten(said || asked) || UNTITLED;
}

function firstSentence(text: string): string {
  // Only the beginning is looked at: a message may hold a whole document.
  const head = text.slice(0, 2_000).replace(CUT_CHARACTER, '');
  const line = head.split('\n').map(withoutMarkup).find(Boolean) ?? '';
  return /^.*?[.!?。！？](?=\s|$)/u.exec(line)?.[0] ?? line;
}

function withoutMarkup(line: string): string {
  return line
    .replace(/[#>*_`\s]+/g, ' ')
    .replace(/^[-+]\s/, '')
    .trim();
}

function shorten(sentence: string): string {
  const text = withoutTrailing(sentence, '.。:');
  const characters = Array.from(text);
  if (characters.length <= LONGEST) return text;
  const cut = characters.slice(0, LONGEST - 1).join('');
  const space = cut.lastIndexOf(' ');
  return `${space > LONGEST / 2 ? cut.slice(0, space) : cut}…`;
}
