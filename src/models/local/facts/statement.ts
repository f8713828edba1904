import { countWords } from '../../../language/words.ts';
import { readKeepRequest } from './keep-request.ts';

/** The longest fact that is remembered from one message, in UTF-16 units. */
export const LONGEST_FACT = 2_000;

/** After "remember", these words ask to recall something: "remember what I said". */
const RECALLING = /^(?:what|when|where|who|whom|whose|which|why|how|if|whether|me|us|about)\b/i;

const THEIR_VERBS =
  'is|are|was|were|lives?|works?|has|have|likes?|loves?|hates?|prefers?|speaks?|studies|plays?|starts?|ends?|begins?|' +
  'arrives?|leaves?|comes?|goes|means|costs?|called';
const MY_VERBS = new RegExp(`^(?:my|our) [^\\n]{1,80}? (?:${THEIR_VERBS})\\b`, 'i');

// Only what stays true of a person for some time. "I need help" and "I have a question" are no facts.
const ADVERBS = "don['’]?t|do not|can['’]?t|cannot|can not|never|always|usually|really|also|used to|currently";
const VERBS =
  'live|lived|work|worked|study|studied|speak|play|own|drive|eat|drink|like|love|prefer|hate|dislike|enjoy|collect|' +
  'believe in|was born|grew up|moved to|come from|take';
const I_VERBS = new RegExp(`^i (?:(?:${ADVERBS}) )?(?:${VERBS})\\b`, 'i');
const BEING =
  'an? |allergic|called|named|from|married|single|vegetarian|vegan|afraid of|born|left-handed|right-handed|' +
  '\\d{1,3}\\b|learning|studying|working (?:at|as|for|in)';
const I_AM = new RegExp(`^(?:i am|i['’]m) (?:${BEING})`, 'i');
const PASSING = 'question|problem|doubt|idea|feeling|issue|request|moment|minute|favou?r';
const I_HAVE = new RegExp(
  `^(?:i have|i['’]ve got|i have got) (?:an?|no|one|two|three|four|five|six|\\d{1,3}) (?!${PASSING})`,
  'i',
);
const CALL_ME = /^(?:call me|people call me|we (?:live|moved to|have|own|are from))\b/i;

/** "I like it" and "I love you" name nothing that could be recalled. */
const ABOUT_NOTHING = new RegExp(
  '^i (?:\\S+ ){0,2}(?:like|love|prefer|hate|dislike|enjoy) ' +
    '(?:it|this|that|these|those|them|you|your \\S+|him|her)(?: \\S+)?$',
  'i',
);
const ASKS_FOR_SOMETHING = /\b(?:(?:can|could|would|will) you|help me|what|who|which|please)\b/i;

/** A fact to remember: the user's own words, without the request around them. */
export interface Statement {
  readonly fact: string;
  /** Whether the user asked to remember it, and did not merely say it. */
  readonly isAsked: boolean;
}

/**
 * Reads a sentence that states a fact to remember; returns undefined when it states none. The sentence must be no
 * question, and have no mark at its end. The fact is empty when the user asked to remember something, but not what.
 */
export function readStatement(sentence: string): Statement | undefined {
  const rest = readKeepRequest(sentence);
  if (rest !== undefined) {
    if (RECALLING.test(rest)) return undefined;
    // "To buy milk" by itself would be no sentence, so that it gets its verb back.
    const fact = /^to\b/i.test(rest) ? `remember ${rest}` : rest;
    return { fact: withoutQuotes(fact), isAsked: true };
  }
  const isTold = [MY_VERBS, I_VERBS, I_AM, I_HAVE, CALL_ME].some((pattern) => pattern.test(sentence));
  const isFact = isTold && !ABOUT_NOTHING.test(sentence) && !ASKS_FOR_SOMETHING.test(sentence);
  return isFact && countWords(sentence) > 2 ? { fact: sentence, isAsked: false } : undefined;
}

function withoutQuotes(text: string): string {
  const first = text.charAt(0);
  const closing = first === '“' ? '”' : first;
  const isQuoted = text.length > 2 && '"“'.includes(first) && text.endsWith(closing);
  return isQuoted ? text.slice(1, -1).trim() : text;
}
