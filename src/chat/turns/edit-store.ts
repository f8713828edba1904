import type { Database } from '../../database/database.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import type { Wording } from '../search/words/wording.ts';
import { replaceWords } from '../search/words/words-store.ts';

/** A message of a user with its new text. */
export interface EditedQuestion {
  readonly ownerId: string;
  readonly id: string;
  readonly text: string;
}

/**
 * Changes what a user wrote while no reply to it has begun; it keeps its place among the messages that wait. It is
 * refused when a reply has begun, when there is no reply to come, and when it isn't the owner's message.
 *
 * The statement locks the rows of the replies. An attempt that begins at the same time therefore either reads the new
 * text, or has begun first, and nothing is changed.
 */
export async function editQuestion(
  { prisma }: Pick<Database, 'prisma'>,
  wording: Wording,
  { ownerId, id, text }: EditedQuestion,
): Promise<'edited' | 'refused'> {
  const [changed] = await prisma.$queryRaw<unknown[]>`
    WITH coming AS MATERIALIZED (
      SELECT "id" FROM "Message" WHERE "parentId" = ${id}::uuid AND "ownerId" = ${ownerId}::uuid
        AND "state" = 'PENDING' AND "attempt" = 0 FOR NO KEY UPDATE
    ),
    edited AS (
      UPDATE "Message" SET "content" = ${text}
      WHERE "id" = ${id}::uuid AND "ownerId" = ${ownerId}::uuid AND "role" = 'USER'
        AND EXISTS (SELECT FROM coming)
        AND NOT EXISTS (
          SELECT FROM "Message" r WHERE r."parentId" = ${id}::uuid AND r."id" NOT IN (SELECT "id" FROM coming)
        )
      RETURNING *
    ),
    worded AS (${replaceWords(wording, { ownerId, text }, Prisma.sql`edited`)})
    SELECT "id" FROM edited`;
  return changed ? 'edited' : 'refused';
}
