import type { Database } from '../../database/database.ts';
import { escapeLike } from '../../database/escape-like.ts';
import { type Count, countRows, type Page, type PageRequest, readPage } from '../../database/page.ts';
import { Prisma } from '../../generated/prisma/client.ts';
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

export function createMemoryReadStore({ run }: Pick<Database, 'run'>): MemoryReadStore {
  const read = async (which: Prisma.Sql): Promise<Memory[]> =>
    (await run<MemoryRow>(Prisma.sql`SELECT * FROM "Memory" WHERE ${which}`)).map(readMemoryRow);

  return {
    async byNames(ownerId, names) {
      const [namespaces, keys] = [names.map(({ namespace }) => namespace), names.map(({ key }) => key)];
      const found = await read(Prisma.sql`
        "ownerId" = ${ownerId}::uuid AND ${NOT_EXPIRED} AND ${NOT_HIDDEN}
        AND ("namespace", "key") IN (SELECT * FROM unnest(${namespaces}::text[], ${keys}::text[]))`);
      return names.map(({ namespace, key }) => found.find((each) => each.namespace === namespace && each.key === key));
    },
    byIds: (ownerId, ids) =>
      read(Prisma.sql`"id" = ANY(${[...ids]}::uuid[]) AND "ownerId" = ${ownerId}::uuid AND ${NOT_HIDDEN}`),
    async bySourceMessages(ownerId, messageIds) {
      const found = await read(Prisma.sql`
        "sourceMessageId" = ANY(${[...messageIds]}::uuid[]) AND "ownerId" = ${ownerId}::uuid AND ${NOT_EXPIRED}
        ORDER BY "number"`);
      return messageIds.map((id) => found.filter(({ sourceMessageId }) => sourceMessageId === id));
    },
    async list(ownerId, filter, page) {
      const found = await readPage<MemoryRow>(run, listOf(ownerId, filter), page);
      return { ...found, rows: found.rows.map(readMemoryRow) };
    },
    count: (ownerId, filter) => countRows(run, listOf(ownerId, filter)),
    namespaces: (ownerId, limit) =>
      run<MemoryNamespace>(Prisma.sql`
        SELECT "namespace" AS "name", count(*)::int AS "count" FROM "Memory"
        WHERE "ownerId" = ${ownerId}::uuid AND ${NOT_EXPIRED} AND ${NOT_HIDDEN}
        GROUP BY "namespace" ORDER BY "namespace" LIMIT ${limit}::int`),
    async newestWith(ownerId, filter, parts, limit) {
      const { where } = listOf(ownerId, filter);
      const newest = (holding: Prisma.Sql) =>
        read(Prisma.sql`${where} ${holding} ORDER BY "number" DESC LIMIT ${limit}::int`);
      const patterns = parts.map((part) => `%${escapeLike(part)}%`);
      const found = await Promise.all([
        newest(Prisma.sql`AND "content" ILIKE ANY(${patterns}::text[])`),
        newest(Prisma.empty),
      ]);
      return [...new Map(found.flat().map((memory) => [memory.id, memory])).values()];
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

function listOf(ownerId: string, { namespace, tag }: MemoryFilter) {
  const tagged = tag == null ? Prisma.empty : Prisma.sql`AND "tags" @> ARRAY[${tag}]::text[]`;
  const where = Prisma.sql`
    "ownerId" = ${ownerId}::uuid AND "namespace" = ${namespace} ${tagged} AND ${NOT_EXPIRED} AND ${NOT_HIDDEN}`;
  return { table: Prisma.sql`"Memory"`, where };
}

/** One statement for all of a document: what makes it ready, or lets it go, shows or hides all of its parts at once. */
const NOT_HIDDEN = Prisma.sql`("documentId" IS NULL OR EXISTS (
  SELECT FROM "Document" d WHERE d."id" = "Memory"."documentId" AND d."state" = 'READY'))`;

const NOT_EXPIRED = Prisma.sql`("expiresAt" IS NULL OR "expiresAt" > now())`;
