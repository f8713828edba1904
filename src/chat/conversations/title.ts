import { readCourtesy } from '../../language/courtesy.ts';
import { beginning, shortenAtWord } from '../../language/graphemes.ts';
import { splitSentences } from '../../language/sentences.ts';
import { withoutTrailing } from '../../language/trailing.ts';
import { plainLine } from './plain-line.ts';

/** The longest title, in code points. */
const LONGEST = 60;
/** How much of a message is read, in UTF-16 units: a message may hold a whole document. */
const READ = 2_000;

/** The title of a conversation until another is made. */
export const UNTITLED = 'New conversation';

/**
 * Makes a title from the first turn of a conversation: the first sentence of the question that is more than a greeting,
 * or else the first sentence of the answer, cut at a word.
 */
export function titleFrom(question: string, answer: string): string {
  const asked = sentencesOf(question);
  const telling = asked.find((sentence) => readCourtesy(sentence) === undefined);
  const title = telling ?? sentencesOf(answer)[0] ?? asked[0] ?? '';
  return shortenAtWord(withoutStop(title), LONGEST) || UNTITLED;
}

/** The sentences of the first line that says something; the lines after it may be a document. */
function sentencesOf(text: string): string[] {
  const lines = beginning(text, READ).split('\n').map(plainLine).filter(Boolean);
  const line = lines.find((each) => readCourtesy(each) === undefined) ?? lines[0] ?? '';
  return splitSentences(line);
}

/** Takes the full stop away, but not that of an abbreviation: "at 5 a.m.". */
function withoutStop(sentence: string): string {
  if (/\.\p{L}\.$/u.test(sentence.slice(-4))) return sentence;
  return withoutTrailing(sentence, '.。:：').trimEnd();
}
