import { subjectOf } from '../../../language/fact-subject.ts';
import { isQuestion, splitSentences, withoutEnding } from '../../../language/sentences.ts';
import type { Fact } from '../../model.ts';
import { LONGEST_FACT, readStatement } from './statement.ts';

// As in intents.ts: a longer message quotes a text, in which "I" may be somebody else.
const LONGEST_MESSAGE = 4_000;
const MOST_SENTENCES = 8;

const GREETING =
  /^(?:(?:hi|hello|hey|ok|okay|so|well|and|also|please|lex|by the way|btw|fyi|actually|oh|yes|no)\b[,!:.]?\s+)+/i;
const CLAUSE_STARTS =
  "i|i['’]m|i['’]ve|we|we['’]re|my|our|call me|please|what|where|when|who|which|how|why|can|could|would|will|do|does|" +
  'is|are|should|give|tell|show|suggest|recommend|find|write|help';
/** Where a sentence goes on with another clause: one more fact, or a question or request that makes use of one. */
const NEXT_CLAUSE = new RegExp(
  '(?:[,;.!]|\\s[–—-]|(?:,?\\s(?:and|but|so|then)))\\s+' +
    `(?=(?:(?:and|but|so|then|please)\\s+)?(?:${CLAUSE_STARTS})\\b)`,
  'i',
);

/**
 * Reads the facts that a message states of its author, in its own words. They are the clauses at the beginning of a
 * sentence, up to the first one that states none: "translate: I live in Oslo" has no fact.
 */
export function readFacts(message: string): Fact[] {
  if (message.length > LONGEST_MESSAGE) return [];
  const sentences = splitSentences(message);
  return sentences.length > MOST_SENTENCES ? [] : lastOfEachSubject(sentences.flatMap(readSentence));
}

function readSentence(sentence: string): Fact[] {
  const spoken = sentence.replace(/\s+/g, ' ').replace(GREETING, '');
  const facts: Fact[] = [];
  for (const clause of spoken.split(NEXT_CLAUSE)) {
    const bare = withoutEnding(clause.replace(/^(?:and|but|so|then)\s+/i, ''));
    const asks = isQuestion(bare) || (facts.length === 0 && clause === spoken && isQuestion(spoken));
    const statement = asks ? undefined : readStatement(bare);
    if (!statement?.fact || statement.fact.length > LONGEST_FACT) break;
    facts.push({ content: statement.fact, subject: subjectOf(statement.fact), isAsked: statement.isAsked });
  }
  return facts;
}

/** Of several facts about one subject, the last one is what the message means. */
function lastOfEachSubject(facts: readonly Fact[]): Fact[] {
  return [...new Map(facts.map((fact) => [fact.subject ?? `\n${fact.content}`, fact])).values()];
}
