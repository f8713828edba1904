/** Longer than any answer of one that is well: what isn't answered by then may go another way. */
const ASK_AGAIN_MS = 10_000;

/**
 * Makes a question that whoever asks it while it is unanswered shares: were each to ask anew, those that watch one that
 * stands still would take every connection to it.
 */
export function askOnce<T>(ask: () => Promise<T>): () => Promise<T> {
  let underway: { readonly answer: Promise<T>; readonly since: number } | undefined;
  return () => {
    if (underway && performance.now() - underway.since < ASK_AGAIN_MS) return underway.answer;
    const mine = {
      answer: ask().finally(() => {
        if (underway === mine) underway = undefined;
      }),
      since: performance.now(),
    };
    underway = mine;
    return mine.answer;
  };
}
