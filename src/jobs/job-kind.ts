import type { Prisma } from '../generated/prisma/client.ts';
import type { Task } from '../queue/task-queue.ts';
import type { Job, JobEnd, JobKind } from './job.ts';
import type { JobTask } from './job-task.ts';

/** What a handler has while it works. */
export interface JobRun {
  /** The job as it was when this attempt began; `attempts` is this attempt's number. */
  readonly job: Job;
  /** Aborts when the job is cancelled, its time is up, or the process must end; the reason says which. */
  readonly signal: AbortSignal;
  /**
   * Says how far it is: 0 to 100, and what it does now, in words. A lower percentage than before leaves the higher one.
   * Throws when another attempt has taken over.
   */
  progress(percent: number, step: string): Promise<void>;
}

/**
 * A kind of job: what it takes, how it is tried, and what its end changes besides the job. Delivery is at least once,
 * so a handler must be able to begin again; the attempt's number fences off one that was overtaken.
 */
export interface JobKindDefinition<Input> extends JobTask<Input> {
  /** Does the work; what it returns is the job's result, which its owner sees. */
  handle(input: Input, run: JobRun): Promise<unknown>;
  /** Rows that change with the job in one statement; each reads the job from a table expression named `changed`. */
  readonly record?: JobRecord;
}

/** What a kind writes to rows of its own when its job moves. */
export interface JobRecord {
  /** An attempt begins. */
  begin(): readonly Prisma.Sql[];
  /** The job ends. */
  end(job: Job, end: JobEnd): Promise<readonly Prisma.Sql[]>;
  /** Jobs that the statements of `end` have stored: asked for once they stand, so that the queue need not wait for its sweep. */
  follow?(job: Job): readonly Task[];
  /** It is to be tried again after it ended. */
  reopen(): readonly Prisma.Sql[];
  /** After the statement: tells those who wait for what was written. The statement stands if the process dies before. */
  changed(job: Job): Promise<void>;
}

/** A kind whose input is checked as it is read, so that kinds of every input can be kept together. */
export interface RunnableKind extends Omit<JobKindDefinition<never>, 'input' | 'handle'> {
  /** @throws when the stored input isn't one of this kind's */
  run(input: unknown, run: JobRun): Promise<unknown>;
}

/** The kinds that this process can run: the only list of them. */
export type JobKinds = ReadonlyMap<string, RunnableKind>;

export function runnable<Input>(definition: JobKindDefinition<Input>): RunnableKind {
  const { kind, attempts, timeLimitMs, record, input, handle } = definition;
  return {
    kind,
    attempts,
    timeLimitMs,
    ...(record ? { record } : {}),
    run: async (stored, run) => handle(input.parse(stored), run),
  };
}

export function createJobKinds(...kinds: readonly RunnableKind[]): JobKinds {
  return new Map(kinds.map((kind) => [kind.kind, kind]));
}

/** Whether somebody waits for jobs of this kind as they are done: such jobs have workers of their own. */
export function isUrgent(kind: string): boolean {
  return kind === ('REPLY' satisfies JobKind);
}
