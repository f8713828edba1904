import type { Job, JobFailure, JobState, NamedKind } from '../job.ts';

/** A job, as administrators see it: nothing of what its owner wrote, and nothing of what came of it. */
export interface UserJob
  extends Pick<
    Job,
    | 'id'
    | 'number'
    | 'ownerId'
    | 'kind'
    | 'state'
    | 'progress'
    | 'step'
    | 'attempts'
    | 'attemptLimit'
    | 'failure'
    | 'cause'
    | 'error'
    | 'errorCode'
    | 'createdAt'
    | 'startedAt'
    | 'finishedAt'
  > {
  readonly ownerName: string;
}

/** Which jobs are listed; what is left out or null bounds nothing. */
export interface UserJobFilter {
  readonly ownerId?: string | null | undefined;
  readonly kind?: NamedKind | null | undefined;
  readonly state?: JobState | null | undefined;
  readonly failure?: JobFailure | null | undefined;
}
