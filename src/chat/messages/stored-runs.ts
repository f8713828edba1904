import type { Message } from './message.ts';
import { addRun, type ReplyRun, wordsOf } from './reply-run.ts';

/** How a row has what was written: what was said and what was thought each by itself, and the lengths of their turns. */
export type StoredRuns = Pick<Message, 'content' | 'reasoning' | 'runLengths'>;

/** What the row is to hold. The lengths begin with what was thought, which may be 0; a reply without thinking has none. */
export function storeRuns(runs: readonly ReplyRun[]): StoredRuns {
  const content = wordsOf(runs, 'text');
  const reasoning = wordsOf(runs, 'reasoning');
  if (reasoning === '') return { content, reasoning: null, runLengths: [] };
  const lengths = runs.map(({ text }) => text.length);
  return { content, reasoning, runLengths: runs[0]?.kind === 'text' ? [0, ...lengths] : lengths };
}

/**
 * What a row holds, in the order in which it was written.
 *
 * Where the lengths are missing, or are not those of this content, the row was written by a version of Lex that knows
 * nothing of thinking: what it may still have of that is an earlier attempt's, and the content alone is the reply.
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
