import type { Delivery } from '../queue/task-queue.ts';
import type { Job, JobEnd, JobKind } from './job.ts';
import type { Statement } from './job-store.ts';
import type { JobTask } from './task.ts';

/** What an attempt is given while it runs. */
export interface AttemptContext {
  /** Aborts when the job is cancelled, its time is up, or the process must end; the reason says which. */
  readonly signal: AbortSignal;
  /**
   * Says how far the attempt is: 0 to 100, and in words what it does now. A percentage that is lower than an earlier
   * one changes the words alone.
   *
   * @throws {OvertakenError} when another attempt at the job has begun
   */
  progress(percent: number, step: string): Promise<void>;
}

/** One try of a job. Tasks are delivered at least once, so each attempt must be able to do the work from its start. */
export interface Attempt<Input> {
  /** Does the work, and returns the job's result, which its owner sees. */
  run(input: Input, context: AttemptContext): Promise<unknown>;
  /**
   * What changes with the end of the job besides the job. It is called without `run` where the job ends and no attempt
   * runs in this process: it was cancelled while it waited, or its last process died. Left out: nothing changes.
   */
  end?(end: JobEnd): Promise<EndEffects>;
}

/** What a kind changes besides the job when its job begins, ends, or is opened again. */
export interface Effects {
  /**
   * Statements that take effect together with the job's own, or not at all. Each may read the job, as it then is, from
   * a table expression named `changed`.
   */
  readonly writes: readonly Statement[];
  /**
   * Tells those who wait for what was written. When the process dies before it does, they still find it in the rows.
   */
  announce(job: Job): Promise<void>;
}

/** What a kind changes when an attempt begins. */
export interface BeginEffects extends Effects {
  /**
   * An expression that reads what an attempt needs first, so that it costs no statement of its own. It may read the job
   * from `changed`, and the first of `writes` from `also_0`. What it reads with a VOLATILE function is what there is
   * once the writes have the locks that they waited for.
   */
  readonly reads: Statement;
}

/** What a kind changes with the end of its job. */
export interface EndEffects extends Effects {
  /** Jobs that are stored with it. */
  readonly followUps?: readonly FollowUp[];
}

/** A job that is stored by the statement that ends another. */
export interface FollowUp {
  readonly write: Statement;
  /** For the queue, once the job is stored and has its turn. */
  readonly task: Delivery;
}

/** The work of a kind of job: only workers load it. */
export interface JobHandler<Input, Kind extends JobKind = JobKind> {
  readonly task: JobTask<Input, Kind>;
  /** An attempt that takes longer fails. @default the task's */
  readonly timeLimitMs?: number;
  /**
   * Makes an attempt at a job. Nothing happens before the attempt is run.
   *
   * @param read what `begun.reads` has read, as JSON; undefined for an attempt that never runs
   */
  start(job: Job, read?: unknown): Attempt<Input>;
  /** What changes when an attempt begins. */
  readonly begun?: BeginEffects;
  /** What changes when a failed or cancelled job is opened again. */
  readonly reopened?: Effects;
}

/** The handlers of some kinds. */
export type HandlersOf<Kinds extends JobKind> = { readonly [Kind in Kinds]: JobHandler<unknown, Kind> };

/** The handlers of every kind. */
export type AllHandlers = HandlersOf<JobKind>;

/** The same by the kind's name: that of a row may be one that a newer version knows. */
export type JobHandlers = ReadonlyMap<string, JobHandler<unknown>>;

/** Whether somebody waits for jobs of this kind as they are done: such jobs have workers of their own. */
export function isUrgent(kind: string): boolean {
  return kind === ('REPLY' satisfies JobKind);
}
