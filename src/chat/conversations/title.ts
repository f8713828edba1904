import { readCourtesy } from '../../language/courtesy.ts';
import { beginning, shortenAtWord } from '../../language/graphemes.ts';
import { splitSentences } from '../../language/sentences.ts';
import { withoutTrailing } from '../../language/trailing.ts';
import { plainLine } from './plain-line.ts';

/** In code points. */
const LONGEST = 60;
/** Only the beginning is looked at: a message may hold a whole document. In UTF-16 units. */
const READ = 2_000;

/** A conversation's title until one is made. */
export const UNTITLED = 'New conversation';

/**
 * A title from a conversation's first exchange: the first sentence of the question that is more than a greeting, or of
 * the answer when there is none, cut at a word.
 */
export function titleFrom(question: string, answer: string): string {
  const asked = sentencesOf(question);
  const telling = asked.find((sentence) => readCourtesy(sentence) === undefined);
  const title = telling ?? sentencesOf(answer)[0] ?? asked[0] ?? '';
  return shortenAtWord(withoutStop(title), LONGEST) || UNTITLED;
}

/** Of the first line that says something: those after it may be a document. */
function sentencesOf(text: string): string[] {
  const lines = beginning(text, READ).split('\n').map(plainLine).filter(Boolean);
  const line = lines.find((each) => readCourtesy(each) === undefined) ?? lines[0] ?? '';
  return splitSentences(line);
}

/** A name's last letter keeps its stop: "at 5 a.m.". */
function withoutStop(sentence: string): string {
  if (/\.\p{L}\.$/u.test(sentence.slice(-4))) return sentence;
  return withoutTrailing(sentence, '.。:：').trimEnd();
}
