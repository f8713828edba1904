/** What is told of a job whose process died in each of its attempts, which happens where processes are killed. */
const ALL_DIED = /begun \d+ times, and each time the process that ran it ended/;

/** Whether a job or a reply failed for a reason that Lex foresees; true of one that has not failed. */
export function isKnownFailure({ error, errorCode }: { error: string | null; errorCode: string | null }): boolean {
  return errorCode !== 'INTERNAL_SERVER_ERROR' || ALL_DIED.test(error ?? '');
}
