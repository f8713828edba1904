import { readCourtesy } from '../../language/courtesy.ts';
import { isQuestion, splitSentences, withoutEnding } from '../../language/sentences.ts';
import { withoutTrailing } from '../../language/trailing.ts';
import { isCalculation, readExpression } from './arithmetic/expression.ts';
import { type ClockQuestion, readClockQuestion } from './clock/clock.ts';
import { readStatement } from './facts/statement.ts';

/** What a message asks for. */
export type Intent =
  /** `fact` is empty when the message asks to remember something, but not what. `isAsked` as in {@link Statement}. */
  | { readonly kind: 'remember'; readonly fact: string; readonly isAsked: boolean }
  | { readonly kind: 'recall'; readonly question: string }
  | { readonly kind: 'forget'; readonly subject: string }
  | { readonly kind: 'clock'; readonly question: ClockQuestion }
  /** `text` is the calculation as the user wrote it, `expression` the same in the notation of mathjs. */
  | { readonly kind: 'calculate'; readonly text: string; readonly expression: string }
  | { readonly kind: 'summarize'; readonly text: string }
  | { readonly kind: SmallTalk }
  | { readonly kind: 'unknown'; readonly text: string };

export type SmallTalk = 'greeting' | 'thanks' | 'goodbye' | 'identity' | 'help';

// A longer message quotes a text, and doesn't speak to an assistant. Its facts aren't remembered, unless it begins by
// asking to remember it.
const MOST_SENTENCES = 8;
const LONGEST_MESSAGE = 4_000;

const COURTESIES =
  'hi|hello|hey|ok|okay|so|well|and|also|please|lex|dear lex|kindly|(?:can|could|would|will) you|i want you to|' +
  "i['’]?d like you to|i would like you to";
const POLITE = new RegExp(`^(?:${COURTESIES})(?:[,!:.]? (?:lex[,!:.]? )?|[,!:])`, 'i');
const SUMMARIZE = new RegExp(
  '^(?:summari[sz]e|sum up|tl;?dr|shorten|give me a summary of|(?:a )?summary of)\\b' +
    '(?: (?:this|that|the|following|text|it|article|for me))*[:\\s]*',
  'i',
);
const CALCULATE =
  /^(?:what is|what['’]?s|what are|how much is|how much are|calculate|compute|work out|evaluate|solve|convert)(?::| )/i;
const DELETE_MEMORY =
  '(?:delete|erase|remove) (?:(?:the|your|all|any|every|my) )*(?:memory|memories|notes?|facts?)(?: (?:of|about|that))?';
const FORGET = new RegExp(`^(?:forget|${DELETE_MEMORY})(?: |$)`, 'i');
const TELL_ME =
  /^(?:tell me|say|recall|remember|remind me)(?: (?:of|about|what|everything|all|when|where|who|how|if))\b/i;

const SMALL_TALK_KINDS: ReadonlySet<Intent['kind']> = new Set(['greeting', 'thanks', 'goodbye', 'identity', 'help']);
const SMALL_TALK: readonly (readonly [SmallTalk, RegExp])[] = [
  ['identity', /^(?:who|what) are you$|^what(?:['’]?s| is) your name$|^are you (?:an? )?(?:ai|bot|human|robot|llm)$/i],
  ['help', /^help(?: me)?$|^what can you do(?: for me)?$|^how (?:can|do) (?:i use you|you work|you help(?: me)?)$/i],
];

/**
 * Reads what a message asks for, sentence by sentence, in their order. There is always at least one intent. All
 * sentences that can't be read are one `unknown`, small talk counts only when there is nothing else, and a question
 * is never part of a fact.
 */
export function readIntents(message: string): Intent[] {
  const whole = withoutPoliteness(message.trim());
  const summarize = SUMMARIZE.exec(whole.slice(0, 200));
  if (summarize) return [{ kind: 'summarize', text: whole.slice(summarize[0].length).trim() }];
  const calculation = readCalculation(whole);
  if (calculation) return [calculation];

  if (message.length > LONGEST_MESSAGE) {
    const isAsked = readStatement(whole.slice(0, 200))?.isAsked ?? false;
    return [isAsked ? { kind: 'remember', fact: whole, isAsked } : { kind: 'unknown', text: message }];
  }
  const intents: Intent[] = [];
  for (const sentence of splitSentences(message)) addSentence(intents, sentence);
  const [first] = intents;
  const isSaid = intents.length <= MOST_SENTENCES || (first?.kind === 'remember' && first.isAsked);
  return first && isSaid ? settle(intents) : [{ kind: 'unknown', text: message }];
}

/** A sentence that can't be read, after a request to remember something, belongs to what is to be remembered. */
function addSentence(intents: Intent[], sentence: string): void {
  const intent = readSentence(sentence);
  const last = intents.at(-1);
  if (intent.kind !== 'unknown' || last?.kind !== 'remember' || !last.isAsked) {
    intents.push(intent);
    return;
  }
  const fact = last.fact ? `${last.fact}. ${withoutEnding(sentence)}` : withoutEnding(sentence);
  intents[intents.length - 1] = { ...last, fact };
}

function settle(intents: readonly Intent[]): Intent[] {
  const asking = intents.filter(({ kind }) => !SMALL_TALK_KINDS.has(kind));
  const known = asking.filter((intent) => intent.kind !== 'unknown');
  const unknown = asking.find((intent) => intent.kind === 'unknown');
  const settled = unknown ? [...known, unknown] : known;
  return settled.length > 0 ? settled : intents.slice(-1);
}

function readSentence(sentence: string): Intent {
  const spoken = withoutEnding(sentence).replace(/\s+/g, ' ');
  const smallTalk = readSmallTalk(spoken);
  if (smallTalk) return smallTalk;
  const bare = withoutPoliteness(spoken);
  const asks = isQuestion(sentence) || isQuestion(bare);
  const forget = FORGET.exec(bare);
  if (forget) return { kind: 'forget', subject: bare.slice(forget[0].length) };
  const clock = readClockQuestion(bare);
  if (clock) return { kind: 'clock', question: clock };
  const plain = readCalculation(bare) ?? readSmallTalk(bare);
  if (plain) return plain;
  const statement = asks ? undefined : readStatement(bare);
  if (statement) return { kind: 'remember', ...statement };
  if (asks || TELL_ME.test(bare)) return { kind: 'recall', question: bare };
  return { kind: 'unknown', text: sentence };
}

function readSmallTalk(text: string): Intent | undefined {
  const found = text.length <= 60 ? SMALL_TALK.find(([, pattern]) => pattern.test(text)) : undefined;
  const kind = found?.[0] ?? readCourtesy(text);
  return kind && { kind };
}

function readCalculation(text: string): Intent | undefined {
  // "12 * 7 = ?" without its "= ?". A "!" stays, since it is a factorial.
  const asked = withoutTrailing(text.replace(CALCULATE, ''), '?=. \n\t');
  const expression = readExpression(asked);
  return expression !== undefined && isCalculation(expression)
    ? { kind: 'calculate', text: asked, expression }
    : undefined;
}

/** Removes "please", "could you" and their like, of which there may be several, from the beginning. */
function withoutPoliteness(text: string): string {
  let rest = text;
  for (let more = 0; more < 5; more += 1) rest = rest.replace(POLITE, '').trimStart();
  return rest;
}
