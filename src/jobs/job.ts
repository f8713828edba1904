import type { ErrorCode } from '../errors.ts';
import { type JobFailure, JobKind, type JobState } from '../generated/prisma/enums.ts';

export type { JobFailure, JobKind, JobState };

/** A kind as the API names it: those that this version doesn't know have one name. */
export type NamedKind = JobKind | 'OTHER';

/** The name of a kind, which may be one that a newer version has added to the database. */
export function nameOfKind(kind: string): NamedKind {
  return Object.values(JobKind).find((known) => known === kind) ?? 'OTHER';
}

/** A piece of background work, as its owner sees it. */
export interface Job {
  readonly id: string;
  readonly number: bigint;
  readonly ownerId: string;
  /** A {@link JobKind}, or one that a newer version knows. */
  readonly kind: string;
  readonly state: JobState;
  /** 0 to 100. */
  readonly progress: number;
  /** What it is doing now, in words. */
  readonly step: string | null;
  /** How often it was begun; the number of the attempt that is under way. */
  readonly attempts: number;
  /** It fails for good when this many attempts were begun and none ended. */
  readonly attemptLimit: number;
  /** Those with lower ones are begun first; see the database's `nextTurn`. */
  readonly turn: number;
  /** Counts the changes of this row: of two reads the higher one is the later. */
  readonly revision: number;
  readonly cancelRequested: boolean;
  readonly error: string | null;
  /** What went wrong, as programs read it; null also of one that failed before codes were stored. */
  readonly errorCode: string | null;
  /** In which way it failed; null also of one that failed before this was stored. */
  readonly failure: JobFailure | null;
  /** The types and codes of what was thrown, for administrators. */
  readonly cause: string | null;
  readonly result: unknown;
  readonly input: unknown;
  readonly conversationId: string | null;
  readonly messageId: string | null;
  /** It is not begun while a reply in the branch up to this message is open. */
  readonly afterMessageId: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** How a job ends. */
export type JobEnd =
  | { readonly state: 'COMPLETED'; readonly result: unknown }
  | {
      readonly state: 'FAILED';
      readonly error: string;
      readonly code: ErrorCode;
      readonly failure: JobFailure;
      readonly cause?: string;
    }
  | { readonly state: 'CANCELLED' };

/** The states of a job that waits for an attempt, be it the first or another. */
export const WAITING_STATES = ['WAITING', 'DELAYED'] as const satisfies readonly JobState[];
/** The states of a job that has yet to end. */
export const OPEN_STATES = [...WAITING_STATES, 'ACTIVE'] as const satisfies readonly JobState[];

const OPEN: ReadonlySet<JobState> = new Set(OPEN_STATES);

/** Whether nothing will happen to it any more, unless it is retried. */
export function hasEnded<T extends Pick<Job, 'state'>>(job: T): job is T & { readonly state: JobEnd['state'] } {
  return !OPEN.has(job.state);
}

/** Another attempt at the same job has begun since: whatever this one still does must leave no trace. */
export class OvertakenError extends Error {
  override name = 'OvertakenError';
}
