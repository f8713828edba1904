import { Prisma } from '../../../generated/prisma/client.ts';
import { OPEN, REQUEST_CANCEL, WAITING } from '../../../jobs/job-store.ts';
import { MOST_WAITING, type WhenBusy } from './when-busy.ts';

/** What the database found where a question was to go; of a conversation that isn't there, nothing. */
export interface PlaceRow {
  /** Whether a reply that it would follow is open. */
  readonly busy: boolean;
  /** How many replies of the conversation wait for others. */
  readonly waiting: number;
  /** Whether it was let in, and the conversation was as it was seen. */
  readonly admitted: boolean;
  /** Jobs of open replies that it would wait for, if it interrupts them; those that are told to end already aside. */
  readonly interrupted: readonly string[] | null;
}

/**
 * Table expressions of a statement that stores a question in a conversation: `place` says where it goes and what is there,
 * and `admitted` is a row (`after`, `heldBy`) if it may go there.
 *
 * Of two statements at the same time, the one that waits for the lock on the conversation must not store what follows
 * from what it saw before the other's was there. Whatever adds messages raises `activity`, so `admitted` is empty then,
 * and the statement is to be made again.
 *
 * @param after selects the message that the question or the reply follows, which must be there unless it is the newest
 */
export function placeExpressions({
  conversationId,
  ownerId,
  after,
  whenBusy,
}: {
  conversationId: string;
  ownerId: string;
  after: { readonly message: Prisma.Sql; readonly needed: boolean };
  whenBusy: WhenBusy;
}): Prisma.Sql {
  return Prisma.sql`
    followed AS MATERIALIZED (${after.message}),
    open AS MATERIALIZED (SELECT o."id" FROM followed f, "openReplies"(f."id") AS o("id")),
    place AS MATERIALIZED (
      SELECT c."id", c."activity", (SELECT "id" FROM followed) AS "after", EXISTS (SELECT FROM open) AS "busy",
        (SELECT count(*)::int FROM "Job" j WHERE j."conversationId" = c."id" AND j."afterMessageId" IS NOT NULL
          AND j."state" IN ${WAITING} AND NOT j."cancelRequested"
          AND EXISTS (SELECT FROM "openReplies"(j."afterMessageId"))) AS "waiting"
      FROM "Conversation" c WHERE c."id" = ${conversationId}::uuid AND c."ownerId" = ${ownerId}::uuid
        AND (${!after.needed} OR EXISTS (SELECT FROM followed))
    ),
    admitted AS MATERIALIZED (
      SELECT p."after", CASE WHEN p."busy" THEN p."after" END AS "heldBy"
      FROM place p JOIN "Conversation" c ON c."id" = p."id" AND c."activity" = p."activity"
      WHERE NOT p."busy" OR ${whenBusy} = 'INTERRUPT' OR (${whenBusy} = 'QUEUE' AND p."waiting" < ${MOST_WAITING}::int)
      FOR NO KEY UPDATE OF c
    )`;
}

/**
 * More table expressions: asks the jobs of the open replies to end, in the statement that stores what interrupts them. One that
 * is just being moved is passed over, since whoever moves it may want the conversation: it is asked again afterwards.
 */
export function interruptExpressions(whenBusy: WhenBusy): Prisma.Sql {
  return Prisma.sql`
    interruptible AS (
      SELECT j."id" FROM "Job" j JOIN open o ON j."messageId" = o."id" JOIN job ON TRUE
      WHERE ${whenBusy} = 'INTERRUPT' AND j."state" IN ${OPEN} AND NOT j."cancelRequested" FOR NO KEY UPDATE OF j SKIP LOCKED
    ),
    interrupted AS (
      ${REQUEST_CANCEL} FROM interruptible i WHERE "Job"."id" = i."id"
    )`;
}

/** The columns of {@link PlaceRow}. */
export function placeColumns(whenBusy: WhenBusy): Prisma.Sql {
  return Prisma.sql`place."busy", place."waiting", EXISTS (SELECT FROM admitted) AS "admitted",
    (SELECT array_agg(j."id") FROM "Job" j JOIN open o ON j."messageId" = o."id"
      WHERE ${whenBusy} = 'INTERRUPT' AND j."state" IN ${OPEN} AND NOT j."cancelRequested") AS "interrupted"`;
}
