import type { Database } from '../../database/database.ts';

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
  { ownerId, id, text }: EditedQuestion,
): Promise<'edited' | 'refused'> {
  const changed = await prisma.$executeRaw`
    WITH coming AS MATERIALIZED (
      SELECT "id" FROM "Message" WHERE "parentId" = ${id}::uuid AND "ownerId" = ${ownerId}::uuid
        AND "state" = 'PENDING' AND "attempt" = 0 FOR NO KEY UPDATE
    )
    UPDATE "Message" SET "content" = ${text}
    WHERE "id" = ${id}::uuid AND "ownerId" = ${ownerId}::uuid AND "role" = 'USER'
      AND EXISTS (SELECT FROM coming)
      AND NOT EXISTS (
        SELECT FROM "Message" r WHERE r."parentId" = ${id}::uuid AND r."id" NOT IN (SELECT "id" FROM coming)
      )`;
  return changed > 0 ? 'edited' : 'refused';
}
