import { randomUUID } from 'node:crypto';
import { Prisma } from '../../generated/prisma/client.ts';
import { activeSpan } from '../../tracing/active-span.ts';
import type { FollowUp } from '../job-kind.ts';
import type { JobTask } from '../task.ts';
import type { Statement } from './job-move-store.ts';

/** A job to store. Where a part is SQL, it is read from the rows that the job is selected from. */
export interface JobToInsert<Input> {
  /** @default a new id for each row */
  readonly id?: string | undefined;
  readonly ownerId: string | Prisma.Sql;
  readonly task: JobTask<Input>;
  readonly input: Input;
  readonly step?: Prisma.Sql | undefined;
  readonly conversationId?: string | Prisma.Sql | undefined;
  readonly messageId?: string | Prisma.Sql | undefined;
  readonly afterMessageId?: Prisma.Sql | undefined;
  /** The name of what asks for the job, then a key: the same again, of the same owner, stores nothing. */
  readonly idempotencyKey?: string | undefined;
  /** Hash of the call that asks for the job. */
  readonly fingerprint?: string | undefined;
}

/**
 * The only statement that stores jobs. It stands by itself, or within a statement that stores other rows with them. It
 * returns the jobs, and none where a unique index refuses one: by its idempotency key, or since its kind allows one
 * open job at a time.
 *
 * @param from a FROM clause: a job is stored for each of its rows. Left out: one job.
 */
export function insertJob<Input>(job: JobToInsert<Input>, from: Prisma.Sql = Prisma.empty): Statement {
  const { id = Prisma.sql`gen_random_uuid()`, ownerId, task, input, step, conversationId, messageId } = job;
  const { afterMessageId, idempotencyKey, fingerprint } = job;
  return Prisma.sql`
    INSERT INTO "Job" ("id", "ownerId", "kind", "input", "attemptLimit", "turn", "step", "conversationId",
      "messageId", "afterMessageId", "idempotencyKey", "fingerprint", "traceparent")
    SELECT ${id}::uuid, ${ownerId}::uuid, ${task.kind}::"JobKind", ${JSON.stringify(input)}::jsonb,
      ${task.attempts}::int, "nextTurn"(${ownerId}::uuid, ${task.kind}::"JobKind"), ${step ?? null}::text,
      ${conversationId ?? null}::uuid, ${messageId ?? null}::uuid, ${afterMessageId ?? null}::uuid,
      ${idempotencyKey ?? null}::text, ${fingerprint ?? null}::text,
      ${activeSpan()?.traceparent ?? null}::text
    ${from} ON CONFLICT DO NOTHING RETURNING *`;
}

/** A job that is stored by the statement which ends another: `from` reads the job that ends from `changed`. */
export function followUp<Input>(job: Omit<JobToInsert<Input>, 'id'>, from: Prisma.Sql): FollowUp {
  const id = randomUUID();
  return { write: insertJob({ ...job, id }, from), task: { id, kind: job.task.kind } };
}
