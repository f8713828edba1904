import type { Message } from './message.ts';
import { addRun, type ReplyRun, wordsOf } from './reply-run.ts';

/**
 * How a message's row holds what was written: all text in one column, all reasoning in another, and in a third the
 * lengths of the runs in which the two took turns.
 */
export type StoredRuns = Pick<Message, 'content' | 'reasoning' | 'runLengths'>;

/**
 * The columns for these runs. The lengths alternate between reasoning and text and begin with reasoning, whose first
 * length may be 0. A reply without reasoning has no lengths.
 */
export function storeRuns(runs: readonly ReplyRun[]): StoredRuns {
  const content = wordsOf(runs, 'text');
  const reasoning = wordsOf(runs, 'reasoning');
  if (reasoning === '') return { content, reasoning: null, runLengths: [] };
  const lengths = runs.map(({ text }) => text.length);
  return { content, reasoning, runLengths: runs[0]?.kind === 'text' ? [0, ...lengths] : lengths };
}

/**
 * The runs that a row holds, in the order in which they were written.
 *
 * Lengths that are missing or don't add up to the columns mean that an older version of Lex, which knows no reasoning,
 * wrote the content. Any reasoning in the row is then left over from an earlier attempt, and the content alone counts.
 */
export function readStoredRuns({ content, reasoning, runLengths }: StoredRuns): ReplyRun[] {
  const words = { text: content, reasoning: reasoning ?? '' };
  const read = { text: 0, reasoning: 0 };
  const runs: ReplyRun[] = [];
  let fits = true;
  for (const [index, length] of runLengths.entries()) {
    const kind = index % 2 === 0 ? 'reasoning' : 'text';
    const text = words[kind].slice(read[kind], read[kind] + length);
    addRun(runs, { kind, text });
    read[kind] += length;
    fits &&= text.length === length;
  }
  if (fits && read.text === words.text.length && read.reasoning === words.reasoning.length) return runs;
  return content === '' ? [] : [{ kind: 'text', text: content }];
}
