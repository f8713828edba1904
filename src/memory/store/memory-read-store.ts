import type { Database } from '../../database/database.ts';
import { type Count, countUpTo, type Page, type PageRequest, pageOf, pageQuery } from '../../database/page.ts';
import type { Prisma } from '../../generated/prisma/client.ts';
import type { Memory, MemoryName, MemoryNamespace } from '../memory.ts';

/** Which memories of an owner are meant. */
export interface MemoryFilter {
  readonly namespace: string;
  /** Only memories with this tag. */
  readonly tag?: string | null | undefined;
}

/**
 * Memories as their owner reads them in the database. What has expired is left out, except by `byIds`; parts of
 * documents that aren't ready are left out everywhere.
 */
export interface MemoryReadStore {
  /** In the order of the names. */
  byNames(ownerId: string, names: readonly MemoryName[]): Promise<(Memory | undefined)[]>;
  /** In no order, and also those that have expired. */
  byIds(ownerId: string, ids: readonly string[]): Promise<Memory[]>;
  /** What was extracted from each message, oldest first. */
  bySourceMessages(ownerId: string, messageIds: readonly string[]): Promise<Memory[][]>;
  /** Newest first. */
  list(ownerId: string, filter: MemoryFilter, page: PageRequest): Promise<Page<Memory>>;
  count(ownerId: string, filter: MemoryFilter): Promise<Count>;
  /** The first `limit` namespaces, in the order of their names, with how many memories each has. */
  namespaces(ownerId: string, limit: number): Promise<MemoryNamespace[]>;
  /**
   * The newest memories that hold one of these parts of words, together with the newest of all, each `limit` at most:
   * the database may ignore case only in ASCII, and never ignores accents, so that it misses some that hold a word.
   */
  newestWith(ownerId: string, filter: MemoryFilter, parts: readonly string[], limit: number): Promise<Memory[]>;
}

/** A row as the database gives it. */
export type MemoryRow = Prisma.MemoryGetPayload<object>;

export function createMemoryReadStore({ prisma }: Pick<Database, 'prisma'>): MemoryReadStore {
  return {
    async byNames(ownerId, names) {
      const named = names.map(({ namespace, key }) => ({ namespace, key }));
      const rows = await prisma.memory.findMany({
        where: { ownerId, AND: [{ OR: named }, notExpired(), notHidden()] },
      });
      return names.map(({ namespace, key }) => {
        const row = rows.find((each) => each.namespace === namespace && each.key === key);
        return row && readMemoryRow(row);
      });
    },
    async byIds(ownerId, ids) {
      const rows = await prisma.memory.findMany({ where: { id: { in: [...ids] }, ownerId, ...notHidden() } });
      return rows.map(readMemoryRow);
    },
    async bySourceMessages(ownerId, messageIds) {
      const rows = await prisma.memory.findMany({
        where: { ownerId, sourceMessageId: { in: [...messageIds] }, ...notExpired() },
        orderBy: { number: 'asc' },
      });
      return messageIds.map((id) => rows.filter(({ sourceMessageId }) => sourceMessageId === id).map(readMemoryRow));
    },
    async list(ownerId, filter, page) {
      const { where, direction, take } = pageQuery(page, 'descending');
      const rows = await prisma.memory.findMany({
        where: { ...whereOf(ownerId, filter), number: where },
        orderBy: { number: direction },
        take,
      });
      return pageOf(rows.map(readMemoryRow), page);
    },
    async count(ownerId, filter) {
      return countUpTo((take) => prisma.memory.count({ where: whereOf(ownerId, filter), take }));
    },
    async namespaces(ownerId, limit) {
      const rows = await prisma.memory.groupBy({
        by: ['namespace'],
        where: { ownerId, AND: [notExpired(), notHidden()] },
        _count: true,
        orderBy: { namespace: 'asc' },
        take: limit,
      });
      return rows.map(({ namespace, _count }) => ({ name: namespace, count: _count }));
    },
    async newestWith(ownerId, filter, parts, limit) {
      const newest = (conditions: Prisma.MemoryWhereInput[]) =>
        prisma.memory.findMany({
          where: { AND: [whereOf(ownerId, filter), ...conditions] },
          orderBy: { number: 'desc' },
          take: limit,
        });
      const holding = parts.map((part) => ({ content: { contains: part, mode: 'insensitive' as const } }));
      const read = await Promise.all([newest([{ OR: holding }]), newest([])]);
      return [...new Map(read.flat().map((row) => [row.id, row])).values()].map(readMemoryRow);
    },
  };
}

/** A memory as its row has it, field by field: spreading takes ten times as long, and there may be ten thousand. */
export function readMemoryRow(row: MemoryRow): Memory {
  return {
    id: row.id,
    number: row.number,
    ownerId: row.ownerId,
    namespace: row.namespace,
    key: row.key,
    content: row.content,
    group: row.group ?? undefined,
    tags: row.tags,
    metadata: row.metadata,
    sourceMessageId: row.sourceMessageId ?? undefined,
    documentId: row.documentId ?? undefined,
    kept: row.kept,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    expiresAt: row.expiresAt ?? undefined,
  };
}

function whereOf(ownerId: string, { namespace, tag }: MemoryFilter): Prisma.MemoryWhereInput {
  const tagged = tag == null ? {} : { tags: { has: tag } };
  return { ownerId, namespace, ...tagged, AND: [notExpired(), notHidden()] };
}

/** One statement for all of a document: what makes it ready, or lets it go, shows or hides all of its parts at once. */
function notHidden(): Prisma.MemoryWhereInput {
  return { OR: [{ documentId: null }, { document: { state: 'READY' } }] };
}

function notExpired(): Prisma.MemoryWhereInput {
  return { OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] };
}
