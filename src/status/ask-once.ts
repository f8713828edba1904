/** After this time an unanswered question is asked anew: longer than any component takes that works. */
const ASK_AGAIN_MS = 10_000;

/**
 * Makes a question that is asked once at a time: those who ask while it is unanswered share the answer. Otherwise many
 * probes of a database that stands still would take all connections to it.
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
