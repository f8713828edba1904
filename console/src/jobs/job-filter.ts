import type { JobKind, JobState } from '../generated/graphql.ts';

/** Which jobs are listed; null: any. */
export interface JobFilter {
  readonly kind: JobKind | null;
  readonly state: JobState | null;
}
