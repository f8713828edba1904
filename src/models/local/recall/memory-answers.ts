import { contentWords } from '../../../language/content-words.ts';
import { subjectOf } from '../../../language/fact-subject.ts';
import { isOfTheWriter } from '../../../language/first-person.ts';
import { shorten } from '../../../language/graphemes.ts';
import { bestPassage } from '../../../language/passages/best-passage.ts';
import { countWords } from '../../../language/words.ts';
import type { DocumentSource, ModelMemory, RecalledMemory } from '../../model.ts';
import { LONGEST_FACT, type Statement } from '../facts/statement.ts';
import { matchMemories, matchQuestion } from './memory-match.ts';

/** The least share of a question that a memory must have to be given as an answer, or as something near to one. */
const NEAR = 0.6;

const MOST_RECALLED = 20;
const MOST_FORGOTTEN = 50;
const MOST_QUOTED = 5;
const MOST_PASSAGES = 2;
/** In code points. */
const LONGEST_QUOTE = 500;

const ABOUT = new RegExp(
  '\\b(?:know|remember|told|tell me|tell you|say|said|everything|all)\\b.{0,40}\\babout\\b|' +
    '^(?:remind|tell) me (?:of|about)\\b',
  'i',
);
const EVERYTHING = /^(?:everything|all|all of it|all memories|everything you know|it all)$/i;

/** Remembers a fact and quotes it; when it must not be remembered, the answer says why. */
export async function answerRemember({ fact, isAsked }: Statement, memory: ModelMemory): Promise<string> {
  if (countWords(fact) < 2) return 'What shall I remember? Say it in a sentence, such as: my sister lives in Oslo.';
  if (fact.length > LONGEST_FACT) {
    return `That is too long to remember in one piece: tell it in fewer than ${LONGEST_FACT} characters.`;
  }
  if (!isAsked && !memory.keepsUnasked) {
    return 'I keep nothing unasked here: that is switched off. Begin with "remember that" if I shall keep it.';
  }
  const outcome = await memory.remember({ content: fact, subject: subjectOf(fact), isAsked });
  if (outcome === 'refused') {
    return (
      "I don't keep that: it looks like a password, a key, or the number of a card or an account. " +
      'A password manager is made for those.'
    );
  }
  return `I'll remember: "${fact}".`;
}

/**
 * Answers a question from the memory, in the user's own words. Returns undefined when nothing fits and the question
 * isn't about the user: it may not have meant the memory at all.
 */
export async function answerRecall(question: string, memory: ModelMemory): Promise<string | undefined> {
  const matches = matchQuestion(question, await candidates(question, memory));
  const near = matches.filter((match) => match.coverage >= NEAR);
  const [best] = near;
  if (best && ABOUT.test(question))
    return quote(
      near.map((match) => match.memory),
      question,
    );
  if (best?.coverage === 1) {
    const equal = near.filter((match) => match.coverage === 1 && match.closeness === best.closeness);
    return quote(
      equal.map((match) => match.memory),
      question,
    );
  }
  const isPersonal = isOfTheWriter(question);
  const related = best ?? (isPersonal ? matches.find((match) => match.isRelated) : undefined);
  if (related) return `I don't know exactly. ${quote([related.memory], question)}`;
  if (!isPersonal && !ABOUT.test(question)) return undefined;
  // "What do you know about me?" has no words to look for.
  if (contentWords(question).length === 0 && memory.recalled.length > 0) return quote(memory.recalled, question);
  return "I don't know: you haven't told me. If you do, I will remember it.";
}

/**
 * Forgets the memories that clearly match, and quotes them: those that have every word of the subject (stemmed, without
 * stop words). "Forget about my sister" deletes all that mention a sister; "forget that my sister lives in Oslo" leaves
 * the one that says that she likes tea.
 */
export async function answerForget(subject: string, memory: ModelMemory): Promise<string> {
  if (EVERYTHING.test(subject)) {
    return (
      "I don't forget everything at a word. The mutation forgetAll does it, for good; " +
      'or name a subject, such as: forget about my sister.'
    );
  }
  const about = subject.replace(/^(?:everything|anything|all|whatever|what|the (?:fact|memory)s?)\b/i, '');
  if (contentWords(about).length === 0) return 'What shall I forget? Name it, such as: forget about my sister.';
  // A document is forgotten as one, and not by its parts.
  const told = (await memory.recall(about, MOST_FORGOTTEN)).filter(({ source }) => !source);
  const found = matchMemories(about, told).filter((match) => match.coverage === 1);
  if (found.length === 0) return 'I found nothing about that to forget.';
  await memory.forget(found.map((match) => match.memory.id));
  return `I forgot: ${quotes(found.map((match) => match.memory))}`;
}

/** Quotes what the memory knows of a message that can't be answered; undefined unless it fits well. */
export function remindOf(message: string, memory: ModelMemory): string | undefined {
  const strong = matchMemories(message, memory.recalled).filter((match) => match.coverage >= NEAR);
  return strong.length > 0 && contentWords(message).length > 1
    ? quote(
        strong.map((match) => match.memory),
        message,
      )
    : undefined;
}

/** The memories that the question recalls, and those that were recalled for the whole message. */
async function candidates(question: string, memory: ModelMemory): Promise<RecalledMemory[]> {
  const found = await memory.recall(question, MOST_RECALLED);
  const known = new Set(found.map((each) => each.id));
  return [...found, ...memory.recalled.filter((each) => !known.has(each.id))];
}

/** Quotes what the user said, and then, with their places, what documents say of a question. */
function quote(memories: readonly RecalledMemory[], question: string): string {
  const told = memories.filter(({ source }) => !source);
  const written = memories.flatMap((memory) => (memory.source ? [passage(memory, memory.source, question)] : []));
  const parts = [...(told.length > 0 ? [`You told me: ${quotes(told)}`] : []), ...written.slice(0, MOST_PASSAGES)];
  return parts.join(' ');
}

/** The sentence of a part of a document that has most to do with a question, and where it stands. */
function passage({ content }: RecalledMemory, source: DocumentSource, question: string): string {
  const { number, document, page, heading } = source;
  const from = heading && content.startsWith(`${heading}\n`) ? heading.length + 1 : 0;
  const { start, end } = bestPassage(content, question, from);
  const place = page === undefined ? heading && `under "${heading}"` : `on page ${page}`;
  const words = shorten(content.slice(start, end), LONGEST_QUOTE);
  return `In ${document}${place ? `, ${place}` : ''}: "${words}" [${number}]`;
}

function quotes(memories: readonly RecalledMemory[]): string {
  const shown = memories.slice(0, MOST_QUOTED).map(({ content }) => `"${shorten(content, LONGEST_QUOTE)}"`);
  const more = memories.length - shown.length;
  return `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
}
