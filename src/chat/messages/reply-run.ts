/** A stretch of a reply that is all of one kind: what is said to the user, or what the model thinks to itself. */
export interface ReplyRun {
  readonly kind: 'text' | 'reasoning';
  readonly text: string;
}

/** How long they are together, in UTF-16 units. */
export function lengthOf(runs: readonly ReplyRun[]): number {
  return runs.reduce((sum, { text }) => sum + text.length, 0);
}

/** All that is of one kind, in order. */
export function wordsOf(runs: readonly ReplyRun[], kind: ReplyRun['kind']): string {
  return runs.map((run) => (run.kind === kind ? run.text : '')).join('');
}

/** What comes after so many UTF-16 units; neighbours of one kind become one. */
export function runsAfter(runs: readonly ReplyRun[], position: number): ReplyRun[] {
  const rest: ReplyRun[] = [];
  let at = 0;
  for (const { kind, text } of runs) {
    addRun(rest, { kind, text: text.slice(Math.max(0, position - at)) });
    at += text.length;
  }
  return rest;
}

/** Puts a run at the end, where it becomes one with a last one of the same kind; an empty one leaves no trace. */
export function addRun(runs: ReplyRun[], { kind, text }: ReplyRun): void {
  if (text === '') return;
  const last = runs.at(-1);
  if (last?.kind === kind) runs[runs.length - 1] = { kind, text: last.text + text };
  else runs.push({ kind, text });
}
