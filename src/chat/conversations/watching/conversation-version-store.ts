import type { Database } from '../../../database/database.ts';
import { Prisma } from '../../../generated/prisma/client.ts';
import { inRange, messageOrder } from '../../messages/message-range-store.ts';
import type { Conversation } from '../conversation.ts';

/** What tells whether a conversation has changed. */
export interface ConversationVersion extends Pick<Conversation, 'id' | 'activity'> {
  /** A hash of all that a list shows of it, the state of its newest message among them. */
  readonly version: string;
}

/** Reads conversations as those who watch a list compare them. Somebody else's are as if they weren't there. */
export interface ConversationVersionStore {
  /** The versions of the `limit` conversations that were last spoken in, the last spoken in first. */
  newestVersions(ownerId: string, limit: number): Promise<ConversationVersion[]>;
  /** Those of these conversations that there are, with their versions, in no order. */
  withVersions(ownerId: string, ids: readonly string[]): Promise<(Conversation & ConversationVersion)[]>;
}

/** The version of row `c`. Its parts are an array, whose text has them apart whatever they hold. */
const VERSION = Prisma.sql`
  md5(ARRAY[c."title", c."archived"::text, c."systemPrompt", c."model", c."drawsMemories"::text, c."activity"::text,
    c."updatedAt"::text, c."readTo"::text,
    (SELECT concat_ws(' ', m."id", m."state", m."attempt") FROM "Message" m
      WHERE ${inRange(Prisma.sql`c."id"`)} AND m."ownerId" = c."ownerId" ${messageOrder('desc')} LIMIT 1)
  ]::text) AS "version"`;

export function createConversationVersionStore({ prisma }: Pick<Database, 'prisma'>): ConversationVersionStore {
  return {
    // The index has those put away and the others apart: each part is read from its end.
    newestVersions: (ownerId, limit) => prisma.$queryRaw<ConversationVersion[]>`
      SELECT c."id", c."activity", ${VERSION} FROM (
        SELECT l.* FROM (VALUES (TRUE), (FALSE)) AS put("away"), LATERAL (
          SELECT * FROM "Conversation" WHERE "ownerId" = ${ownerId}::uuid AND "archived" = put."away"
          ORDER BY "activity" DESC LIMIT ${limit}::int
        ) l ORDER BY l."activity" DESC LIMIT ${limit}::int
      ) c ORDER BY c."activity" DESC`,
    withVersions: (ownerId, ids) => prisma.$queryRaw<(Conversation & ConversationVersion)[]>`
      SELECT c.*, ${VERSION} FROM "Conversation" c
      WHERE c."ownerId" = ${ownerId}::uuid AND c."id" = ANY(${[...ids]}::uuid[])`,
  };
}
