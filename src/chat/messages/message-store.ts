import type { Database } from '../../database/database.ts';
import { inOrder } from '../../database/in-order.ts';
import {
  type Count,
  countOf,
  MOST_COUNTED,
  type Page,
  type PageRequest,
  pageOf,
  pageQuery,
} from '../../database/page.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import { JobKind } from '../../generated/prisma/enums.ts';
import type { Job } from '../../jobs/job.ts';
import type { Message } from './message.ts';
import { inRange, messageOrder } from './message-range-store.ts';
import { type SiblingKey, siblingIdsOf } from './sibling-store.ts';

/** What tells whether a message has changed. */
export interface MessageVersion {
  readonly id: string;
  readonly state: string;
  readonly attempt: number;
  /** The MD5 of the text of a user's message, which may be edited; null of a reply. */
  readonly textHash: string | null;
}

/** The rows of messages. Somebody else's message is as if it weren't there. */
export interface MessageStore {
  byId(ownerId: string, id: string): Promise<Message | undefined>;
  /** In the order of the ids; undefined for those that aren't the owner's. */
  byIds(ownerId: string, ids: readonly string[]): Promise<(Message | undefined)[]>;
  /** The newest message of each conversation, in the order of the conversations' ids. */
  newestOf(ownerId: string, conversationIds: readonly string[]): Promise<(Message | undefined)[]>;
  /** A page of each conversation's messages, oldest first, in the order of the conversations' ids. */
  pagesOf(ownerId: string, conversationIds: readonly string[], page: PageRequest): Promise<Page<Message>[]>;
  /** How many messages each conversation has, in the order of the conversations' ids. */
  countsOf(ownerId: string, conversationIds: readonly string[]): Promise<Count[]>;
  /** Of each message, in their order, those that share its parent: see sibling-store.ts. */
  siblingIdsOf(ownerId: string, messages: readonly SiblingKey[]): Promise<string[][]>;
  /** The newest job of each message, in the order of the messages' ids. */
  jobsOf(ownerId: string, messageIds: readonly string[]): Promise<(Job | undefined)[]>;
  /** The newest messages of a conversation without their texts, newest first: enough to find which have changed. */
  versions(ownerId: string, conversationId: string, limit: number): Promise<MessageVersion[]>;
  /** The ids of all replies of a conversation. */
  replyIds(ownerId: string, conversationId: string): Promise<string[]>;
  /** The newest messages of these conversations, newest first, up to `limit`. */
  newestIn(ownerId: string, conversationIds: readonly string[], limit: number): Promise<MessageHead[]>;
  /** The owner's newest reply, of all conversations, whatever has become of it. */
  newestReply(ownerId: string): Promise<Message | undefined>;
  /** Deletes messages with all that answers them. @returns how many of these there were */
  delete(ownerId: string, ids: readonly string[]): Promise<number>;
}

/** What a message is, without what it says. */
export type MessageHead = Pick<Message, 'id' | 'role' | 'state'>;

export function createMessageStore({ prisma, run }: Pick<Database, 'prisma' | 'run'>): MessageStore {
  return {
    async byId(ownerId, id) {
      const [row] = await run<Message>(Prisma.sql`
        SELECT * FROM "Message" WHERE "id" = ${id}::uuid AND "ownerId" = ${ownerId}::uuid`);
      return row;
    },
    async byIds(ownerId, ids) {
      const rows = await run<Message>(Prisma.sql`
        SELECT * FROM "Message" WHERE "id" = ANY(${[...ids]}::uuid[]) AND "ownerId" = ${ownerId}::uuid`);
      return inOrder(ids, rows, (row) => row.id);
    },
    async newestOf(ownerId, conversationIds) {
      const rows = await slicesOf(run, { ownerId, conversationIds }, { where: {}, direction: 'desc', take: 1 });
      return byConversation(conversationIds, rows).map(([newest]) => newest);
    },
    async pagesOf(ownerId, conversationIds, page) {
      const rows = await slicesOf(run, { ownerId, conversationIds }, pageQuery(page, 'ascending'));
      return byConversation(conversationIds, rows).map((found) => pageOf(found, page));
    },
    async countsOf(ownerId, conversationIds) {
      const rows = await run<{ readonly id: string; readonly count: number }>(Prisma.sql`
        SELECT c."id", (
          SELECT count(*)::int FROM (
            SELECT FROM "Message" WHERE "conversationId" = c."id" AND "ownerId" = ${ownerId}::uuid
            LIMIT ${MOST_COUNTED + 1}::int
          ) f
        ) AS "count" FROM unnest(${[...new Set(conversationIds)]}::uuid[]) AS c("id")`);
      return inOrder(conversationIds, rows, (row) => row.id).map((row) => countOf(row?.count ?? 0));
    },
    siblingIdsOf: (ownerId, messages) => siblingIdsOf({ run }, ownerId, messages),
    async jobsOf(ownerId, messageIds) {
      // Of kinds that only a newer version knows nothing can be told here.
      const rows = await run<Job>(Prisma.sql`
        SELECT * FROM "Job" WHERE "messageId" = ANY(${[...messageIds]}::uuid[]) AND "ownerId" = ${ownerId}::uuid
          AND "kind"::text = ANY(${Object.values(JobKind)}::text[])
        ORDER BY "number"`);
      return inOrder(messageIds, rows, (row) => row.messageId);
    },
    versions: (ownerId, conversationId, limit) => prisma.$queryRaw<MessageVersion[]>`
      SELECT "id", "state"::text, "attempt", CASE WHEN "role" = 'USER' THEN md5("content") END AS "textHash"
      FROM "Message" WHERE ${inRange(Prisma.sql`${conversationId}::uuid`)} AND "ownerId" = ${ownerId}::uuid
      ${messageOrder('desc')} LIMIT ${limit}`,
    async replyIds(ownerId, conversationId) {
      const where = { conversationId, ownerId, role: 'ASSISTANT' } as const;
      const rows = await prisma.message.findMany({ where, select: { id: true } });
      return rows.map(({ id }) => id);
    },
    newestIn: (ownerId, conversationIds, limit) => prisma.$queryRaw<MessageHead[]>`
      SELECT m."id", m."role"::text, m."state"::text FROM unnest(${[...conversationIds]}::uuid[]) AS c("id"), LATERAL (
        SELECT * FROM "Message" WHERE ${inRange(Prisma.sql`c."id"`)} AND "ownerId" = ${ownerId}::uuid
        ${messageOrder('desc')} LIMIT ${limit}::int
      ) m ORDER BY m."number" DESC LIMIT ${limit}::int`,
    async newestReply(ownerId) {
      // The newest of each conversation, which its index finds at once: an index of all replies by their owners would
      // have to be written with each of them.
      const [row] = await prisma.$queryRaw<Message[]>`
        SELECT m.* FROM "Conversation" AS c, LATERAL (
          SELECT * FROM "Message" WHERE "conversationId" = c."id" AND "ownerId" = c."ownerId" AND "role" = 'ASSISTANT'
          ORDER BY "number" DESC LIMIT 1
        ) m WHERE c."ownerId" = ${ownerId}::uuid ORDER BY m."number" DESC LIMIT 1`;
      return row;
    },
    async delete(ownerId, ids) {
      return (await prisma.message.deleteMany({ where: { ownerId, id: { in: [...ids] } } })).count;
    },
  };
}

/**
 * The first rows of several conversations by one statement, which looks each conversation up in the index. Prisma's own
 * query would read all rows of all of them and choose afterwards.
 */
function slicesOf(
  run: Database['run'],
  { ownerId, conversationIds }: { ownerId: string; conversationIds: readonly string[] },
  { where, direction, take }: ReturnType<typeof pageQuery>,
): Promise<Message[]> {
  return run<Message>(Prisma.sql`
    SELECT m.* FROM unnest(${[...new Set(conversationIds)]}::uuid[]) AS c("id"), LATERAL (
      SELECT * FROM "Message" WHERE ${inRange(Prisma.sql`c."id"`, where)} AND "ownerId" = ${ownerId}::uuid
      ${messageOrder(direction)} LIMIT ${take}::int
    ) m ORDER BY m."number" ${Prisma.raw(direction)}`);
}

function byConversation(ids: readonly string[], rows: readonly Message[]): Message[][] {
  const messages = new Map<string, Message[]>(ids.map((id) => [id, []]));
  for (const row of rows) messages.get(row.conversationId)?.push(row);
  return ids.map((id) => messages.get(id) ?? []);
}
