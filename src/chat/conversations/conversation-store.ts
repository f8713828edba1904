import { randomUUID } from 'node:crypto';
import type { Database } from '../../database/database.ts';
import { inOrder } from '../../database/in-order.ts';
import { type Count, countRows, type Page, type PageRequest, readPage } from '../../database/page.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import { OPEN_STATES } from '../../jobs/job.ts';
import { foldTitlesOf } from '../search/titles/title-search-store.ts';
import type { Conversation } from './conversation.ts';

/** Which of an owner's conversations are wanted; undefined: whatever they are. */
export interface WantedConversations {
  /** Only these. */
  readonly ids: readonly string[] | undefined;
  readonly archived: boolean | undefined;
}

/** What a conversation begins with, and what may be changed of it. */
export type ConversationFields = Pick<
  Conversation,
  'title' | 'titled' | 'systemPrompt' | 'model' | 'drawsMemories' | 'archived'
>;

/** A job of a conversation that hasn't ended. */
export interface OpenJob {
  readonly id: string;
  /** The reply that it writes, if it writes one. */
  readonly messageId: string | null;
}

/** The rows of conversations. Somebody else's conversation is as if it weren't there. */
export interface ConversationStore {
  has(ownerId: string, id: string): Promise<boolean>;
  /** In the order of the ids; undefined for those that aren't the owner's. */
  byIds(ownerId: string, ids: readonly string[]): Promise<(Conversation | undefined)[]>;
  /** Those last spoken in first. */
  list(ownerId: string, wanted: WantedConversations, page: PageRequest): Promise<Page<Conversation>>;
  count(ownerId: string, wanted: WantedConversations): Promise<Count>;
  /** Makes titles ready to be searched that aren't yet; of very many those that one search can wait for. */
  foldTitles(ownerId: string): Promise<unknown>;
  create(ownerId: string, fields: Omit<ConversationFields, 'archived'>): Promise<Conversation>;
  /** Changes the fields that are given; undefined when the conversation isn't there. */
  update(ownerId: string, id: string, change: Partial<ConversationFields>): Promise<Conversation | undefined>;
  /** Its messages are read up to this number; what was read before stays read. @returns whether that is new */
  markRead(ownerId: string, id: string, readTo: bigint): Promise<boolean>;
  openJobs(ownerId: string, id: string): Promise<OpenJob[]>;
  /** Deletes it with its messages. Its jobs stay, as their owner's history, but not the summaries that they hold. */
  delete(ownerId: string, id: string): Promise<void>;
  /** The ids of some of an owner's conversations, in no order, up to `limit`. */
  some(ownerId: string, limit: number): Promise<string[]>;
  /** Deletes those of these conversations that have no messages (any more). @returns how many those are */
  deleteEmptied(ownerId: string, ids: readonly string[]): Promise<number>;
}

export function createConversationStore(database: Pick<Database, 'prisma' | 'run'>): ConversationStore {
  const { prisma, run } = database;
  const store: ConversationStore = {
    has: async (ownerId, id) => (await prisma.conversation.count({ where: { id, ownerId } })) > 0,
    async byIds(ownerId, ids) {
      const rows = await run<Conversation>(Prisma.sql`
        SELECT * FROM "Conversation" WHERE "id" = ANY(${[...ids]}::uuid[]) AND "ownerId" = ${ownerId}::uuid`);
      return inOrder(ids, rows, (row) => row.id);
    },
    list: (ownerId, wanted, page) => readPage(run, { ...listOf(ownerId, wanted), by: Prisma.sql`"activity"` }, page),
    count: (ownerId, wanted) => countRows(run, listOf(ownerId, wanted)),
    foldTitles: (ownerId) => foldTitlesOf(database, ownerId),
    create: (ownerId, fields) => prisma.conversation.create({ data: { id: randomUUID(), ownerId, ...fields } }),
    async update(ownerId, id, change) {
      const data = { ...change, updatedAt: new Date() };
      const { count } = await prisma.conversation.updateMany({ where: { id, ownerId }, data });
      return count === 0 ? undefined : (await store.byIds(ownerId, [id]))[0];
    },
    async markRead(ownerId, id, readTo) {
      const where = { id, ownerId, readTo: { lt: readTo } };
      return (await prisma.conversation.updateMany({ where, data: { readTo } })).count > 0;
    },
    openJobs: (ownerId, id) =>
      prisma.job.findMany({
        where: { conversationId: id, ownerId, state: { in: [...OPEN_STATES] } },
        select: { id: true, messageId: true },
      }),
    async delete(ownerId, id) {
      await prisma.$executeRaw`
        WITH cleared AS (
          UPDATE "Job" SET "result" = NULL WHERE "conversationId" = ${id}::uuid AND "kind" = 'SUMMARIZE_CONVERSATION'
        )
        DELETE FROM "Conversation" WHERE "id" = ${id}::uuid AND "ownerId" = ${ownerId}::uuid`;
    },
    async some(ownerId, take) {
      const rows = await prisma.conversation.findMany({ where: { ownerId }, select: { id: true }, take });
      return rows.map(({ id }) => id);
    },
    async deleteEmptied(ownerId, ids) {
      return (
        await prisma.conversation.deleteMany({ where: { ownerId, id: { in: [...ids] }, messages: { none: {} } } })
      ).count;
    },
  };
  return store;
}

function listOf(ownerId: string, { ids, archived }: WantedConversations) {
  const filed = archived === undefined ? Prisma.empty : Prisma.sql`AND "archived" = ${archived}::boolean`;
  const named = ids === undefined ? Prisma.empty : Prisma.sql`AND "id" = ANY(${[...ids]}::uuid[])`;
  return { table: Prisma.sql`"Conversation"`, where: Prisma.sql`"ownerId" = ${ownerId}::uuid ${filed} ${named}` };
}
