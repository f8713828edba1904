import type { Database } from '../../database/database.ts';
import { ConflictError, NotFoundError } from '../../errors.ts';
import type { Message } from '../messages/message.ts';

/**
 * Changes what a user wrote while no reply to it has begun: it keeps its place among what waits.
 *
 * The rows of its replies are locked, so an attempt that begins at the same time either reads the new text, or is there
 * first and nothing is changed.
 *
 * @throws {NotFoundError} @throws {ConflictError} when a reply to it has begun, or it has none to come
 */
export async function editMessage(
  { prisma }: Database,
  { ownerId, id, text }: { ownerId: string; id: string; text: string },
): Promise<Message> {
  const changed = await prisma.$executeRaw`
    WITH coming AS MATERIALIZED (
      SELECT "id" FROM "Message" WHERE "parentId" = ${id}::uuid AND "ownerId" = ${ownerId}::uuid
        AND "state" = 'PENDING' AND "attempt" = 0 FOR NO KEY UPDATE
    )
    UPDATE "Message" SET "content" = ${text} WHERE "id" = ${id}::uuid AND "ownerId" = ${ownerId}::uuid AND "role" = 'USER'
      AND EXISTS (SELECT FROM coming)
      AND NOT EXISTS (SELECT FROM "Message" r WHERE r."parentId" = ${id}::uuid AND r."id" NOT IN (SELECT "id" FROM coming))`;
  const message = await prisma.message.findFirst({ where: { id, ownerId } });
  if (!message) throw new NotFoundError('message');
  if (changed === 0) {
    throw new ConflictError(
      'Only a message whose reply has yet to begin can be edited: send a new one with the same parentId instead.',
    );
  }
  return message;
}
