import { Prisma } from '../../generated/prisma/client.ts';
import { OPEN, REQUEST_CANCEL, WAITING } from '../../jobs/job-store.ts';
import { MOST_WAITING, type WhenBusy } from './when-busy.ts';

/** What the database found where a question was to go. Of a conversation that isn't there, it finds no row. */
export interface PlaceRow {
  /** Whether a reply that the question would follow has not ended. */
  readonly busy: boolean;
  /** How many replies of the conversation wait for others. */
  readonly waiting: number;
  /** Whether the question may be stored, and the conversation had not changed since it was read. */
  readonly admitted: boolean;
  /** The jobs that an interrupting question ends, without those that are told to end already. */
  readonly interrupted: readonly string[] | null;
}

/** The message that a question or a sibling reply follows. */
export interface FollowedMessage {
  /** Selects its id; no row where the question follows none. */
  readonly select: Prisma.Sql;
  /** Whether nothing may be stored without it; otherwise the question then begins a branch. */
  readonly required: boolean;
}

/**
 * Table expressions of a statement that stores something in a conversation: `place` says where it goes and what is
 * there, and `admitted` has a row (`after`, `heldBy`) if it may go there.
 *
 * Two statements at the same time wait for each other at the lock on the conversation. The second one has read the
 * conversation before the first one changed it, and must not store what follows from that. Everything that adds
 * messages raises `activity`; so `admitted` compares it, is empty for the second statement, and the caller repeats it.
 */
export function placeExpressions({
  conversationId,
  ownerId,
  followed,
  whenBusy,
}: {
  conversationId: string;
  ownerId: string;
  followed: FollowedMessage;
  whenBusy: WhenBusy;
}): Prisma.Sql {
  return Prisma.sql`
    followed AS MATERIALIZED (${followed.select}),
    open AS MATERIALIZED (SELECT o."id" FROM followed f, "openReplies"(f."id") AS o("id")),
    place AS MATERIALIZED (
      SELECT c."id", c."activity", (SELECT "id" FROM followed) AS "after", EXISTS (SELECT FROM open) AS "busy",
        (SELECT count(*)::int FROM "Job" j WHERE j."conversationId" = c."id" AND j."afterMessageId" IS NOT NULL
          AND j."state" IN ${WAITING} AND NOT j."cancelRequested"
          AND EXISTS (SELECT FROM "openReplies"(j."afterMessageId"))) AS "waiting"
      FROM "Conversation" c WHERE c."id" = ${conversationId}::uuid AND c."ownerId" = ${ownerId}::uuid
        AND (${!followed.required} OR EXISTS (SELECT FROM followed))
    ),
    admitted AS MATERIALIZED (
      SELECT p."after", CASE WHEN p."busy" THEN p."after" END AS "heldBy"
      FROM place p JOIN "Conversation" c ON c."id" = p."id" AND c."activity" = p."activity"
      WHERE NOT p."busy" OR ${whenBusy} = 'INTERRUPT' OR (${whenBusy} = 'QUEUE' AND p."waiting" < ${MOST_WAITING}::int)
      FOR NO KEY UPDATE OF c
    )`;
}

/**
 * Further table expressions, which ask the jobs of the open replies to end in the same statement that stores the
 * question. A job that is being moved at this moment is skipped, since its mover may wait for the conversation, which
 * this statement has locked; the caller asks that job again afterwards.
 */
export function interruptExpressions(whenBusy: WhenBusy): Prisma.Sql {
  return Prisma.sql`
    interruptible AS (
      SELECT j."id" FROM "Job" j JOIN open o ON j."messageId" = o."id" JOIN job ON TRUE
      WHERE ${isInterrupted(whenBusy)} FOR NO KEY UPDATE OF j SKIP LOCKED
    ),
    interrupted AS (
      ${REQUEST_CANCEL} FROM interruptible i WHERE "Job"."id" = i."id"
    )`;
}

/** The columns of {@link PlaceRow}. */
export function placeColumns(whenBusy: WhenBusy): Prisma.Sql {
  return Prisma.sql`place."busy", place."waiting", EXISTS (SELECT FROM admitted) AS "admitted",
    (SELECT array_agg(j."id") FROM "Job" j JOIN open o ON j."messageId" = o."id"
      WHERE ${isInterrupted(whenBusy)}) AS "interrupted"`;
}

/** Whether the question ends job `j`. */
function isInterrupted(whenBusy: WhenBusy): Prisma.Sql {
  return Prisma.sql`${whenBusy} = 'INTERRUPT'
    AND j."state" IN ${OPEN} AND NOT j."cancelRequested"`;
}
