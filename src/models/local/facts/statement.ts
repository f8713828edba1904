import { countWords } from '../../../language/words.ts';
import { readKeepRequest } from './keep-request.ts';

/** The longest fact that is kept from one message, in UTF-16 units. */
export const LONGEST_FACT = 2_000;

// A request to keep something may also be one to recall it: "remember what I said".
const RECALLING = /^(?:what|when|where|who|whom|whose|which|why|how|if|whether|me|us|about)\b/i;

const MY_VERBS =
  /^(?:my|our) [^\n]{1,80}? (?:is|are|was|were|lives?|works?|has|have|likes?|loves?|hates?|prefers?|speaks?|studies|plays?|starts?|ends?|begins?|arrives?|leaves?|comes?|goes|means|costs?|called)\b/i;

// Only what a person says about themselves for longer: "I need help" and "I have a question" pass by.
const I_VERBS =
  /^i (?:(?:don['’]?t|do not|can['’]?t|cannot|can not|never|always|usually|really|also|used to|currently) )?(?:live|lived|work|worked|study|studied|speak|play|own|drive|eat|drink|like|love|prefer|hate|dislike|enjoy|collect|believe in|was born|grew up|moved to|come from|take)\b/i;
const I_AM =
  /^(?:i am|i['’]m) (?:an? |allergic|called|named|from|married|single|vegetarian|vegan|afraid of|born|left-handed|right-handed|\d{1,3}\b|learning|studying|working (?:at|as|for|in))/i;
const I_HAVE =
  /^(?:i have|i['’]ve got|i have got) (?:an?|no|one|two|three|four|five|six|\d{1,3}) (?!question|problem|doubt|idea|feeling|issue|request|moment|minute|favou?r)/i;
const CALL_ME = /^(?:call me|people call me|we (?:live|moved to|have|own|are from))\b/i;

// "I like it" and "I love you" say nothing that could be recalled.
const ABOUT_NOTHING =
  /^i (?:\S+ ){0,2}(?:like|love|prefer|hate|dislike|enjoy) (?:it|this|that|these|those|them|you|your \S+|him|her)(?: \S+)?$/i;
const ASKS_FOR_SOMETHING = /\b(?:(?:can|could|would|will) you|help me|what|who|which|please)\b/i;

/** A fact to keep: the user's own words, without the request around them. */
export interface Statement {
  readonly fact: string;
  /** Whether the user asked for it to be kept, rather than merely said it. */
  readonly isAsked: boolean;
}

/**
 * Reads a sentence that tells something to keep; undefined when it doesn't. The sentence is no question and has no
 * mark at its end. A fact may be empty when the user asked to keep something, but not what.
 */
export function readStatement(sentence: string): Statement | undefined {
  const rest = readKeepRequest(sentence);
  if (rest !== undefined) {
    if (RECALLING.test(rest)) return undefined;
    // Without its verb, "to buy milk" would be no sentence.
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
