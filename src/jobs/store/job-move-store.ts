import type { RunStatement } from '../../database/client/statements.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import type { Task } from '../../queue/task-queue.ts';
import type { Job } from '../job.ts';
import type { FollowUp } from '../job-kind.ts';

/** A statement, or a part of one. */
export type Statement = Prisma.Sql;
/** Statements that take effect with a move or not at all. They may read the job from `changed`. */
export type Also = readonly Statement[];

export interface BegunJob {
  /** With the number of the attempt. */
  readonly job: Job;
  /** What the caller's expression read, as JSON. */
  readonly read: unknown;
  /** The span in which the job was stored or retried, as W3C's Trace Context writes it; null where none was. */
  readonly traceparent: string | null;
}

export interface EndedJob {
  readonly job: Job;
  /**
   * Whether a reply of its conversation waits for others, maybe for this one. This is read after the job's row was
   * locked. So whoever stores a reply that waits for this one, and locks this row afterwards, is either noticed here or
   * finds the job ended.
   */
  readonly isWaitedFor: boolean;
  /** Those of the jobs that follow which were stored. */
  readonly followUps: readonly Task[];
}
/** For a move that reads nothing. */
export const NOTHING = Prisma.sql`NULL::jsonb`;
const IS_WAITED_FOR = Prisma.sql`COALESCE("isWaitedIn"(changed."conversationId"), FALSE)`;

/**
 * Moves a job by one statement. Each move takes an UPDATE that changes one job or none.
 *
 * @param announce is called with each job that was moved
 */
export function createJobMoves({ run, announce }: { run: RunStatement; announce: (job: Job) => void }) {
  async function moveAndRead<Read>(
    change: Prisma.Sql,
    also: Also,
    read: Prisma.Sql,
  ): Promise<(BegunJob & { readonly read: Read }) | undefined> {
    const others = also.map((statement, index) => Prisma.sql`, ${alsoName(index)} AS (${statement})`);
    const rows = await run<Job & Pick<BegunJob, 'traceparent'> & { readonly readAfter: Read }>(Prisma.sql`
      WITH changed AS (${change} RETURNING *)${Prisma.join([Prisma.empty, ...others], '')}
      SELECT changed.*, ${read} AS "readAfter" FROM changed`);
    const [row] = rows;
    if (!row) return undefined;
    const { readAfter, ...job } = row;
    announce(job);
    return { job, read: readAfter, traceparent: row.traceparent };
  }

  async function move(change: Prisma.Sql, also: Also = []): Promise<Job | undefined> {
    return (await moveAndRead(change, also, NOTHING))?.job;
  }

  async function moveToEnd(
    change: Prisma.Sql,
    also: Also,
    followUps: readonly FollowUp[],
  ): Promise<EndedJob | undefined> {
    const all = [...also, ...followUps.map(({ write }) => write)];
    const turns = followUps.map((_, index) => Prisma.sql`(SELECT "turn" FROM ${alsoName(also.length + index)})`);
    const read = Prisma.sql`jsonb_build_object('isWaitedFor', ${IS_WAITED_FOR},
      'turns', jsonb_build_array(${turns.length > 0 ? Prisma.join(turns) : Prisma.empty}))`;
    const ended = await moveAndRead<{ isWaitedFor: boolean; turns: (number | null)[] }>(change, all, read);
    if (!ended) return undefined;
    const { isWaitedFor, turns: given } = ended.read;
    const stored = followUps.flatMap(({ task }, index) => {
      const turn = given[index] ?? undefined;
      return turn === undefined ? [] : [{ ...task, turn }];
    });
    return { job: ended.job, isWaitedFor, followUps: stored };
  }

  return { move, moveAndRead, moveToEnd };
}

function alsoName(index: number): Prisma.Sql {
  return Prisma.raw(`also_${index}`);
}
