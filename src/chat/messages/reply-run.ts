/** A stretch of a reply that is all of one kind: what is said to the user, or what the model thinks to itself. */
export interface ReplyRun {
  readonly kind: 'text' | 'reasoning';
  readonly text: string;
}

/** The length of all runs together, in UTF-16 units. */
export function lengthOf(runs: readonly ReplyRun[]): number {
  return runs.reduce((sum, { text }) => sum + text.length, 0);
}

/** The words of one kind, in order. */
export function wordsOf(runs: readonly ReplyRun[], kind: ReplyRun['kind']): string {
  return runs.map((run) => (run.kind === kind ? run.text : '')).join('');
}

/** What comes after a position, which counts UTF-16 units. Neighbours of one kind are joined. */
export function runsAfter(runs: readonly ReplyRun[], position: number): ReplyRun[] {
  const rest: ReplyRun[] = [];
  let at = 0;
  for (const { kind, text } of runs) {
    addRun(rest, { kind, text: text.slice(Math.max(0, position - at)) });
    at += text.length;
  }
  return rest;
}

/** Adds a run at the end, joined to the last run if that is of the same kind. An empty run adds nothing. */
export function addRun(runs: ReplyRun[], { kind, text }: ReplyRun): void {
  if (text === '') return;
  const last = runs.at(-1);
  if (last?.kind === kind) runs[runs.length - 1] = { kind, text: last.text + text };
  else runs.push({ kind, text });
}
