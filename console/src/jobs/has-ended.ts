import type { JobState } from '../generated/graphql.ts';

const ENDED: readonly JobState[] = ['CANCELLED', 'COMPLETED', 'FAILED'];

/** Whether nothing more happens to a job, unless it is run again. */
export const hasEnded = (state: JobState): boolean => ENDED.includes(state);
