import type { RunStatement } from '../../database/client/statements.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import type { Job } from '../job.ts';

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
    const others = also.map((statement, index) => Prisma.sql`, ${Prisma.raw(`also_${index}`)} AS (${statement})`);
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

  async function moveToEnd(change: Prisma.Sql, also: Also): Promise<EndedJob | undefined> {
    const ended = await moveAndRead<boolean>(change, also, IS_WAITED_FOR);
    return ended && { job: ended.job, isWaitedFor: ended.read };
  }

  return { move, moveAndRead, moveToEnd };
}
