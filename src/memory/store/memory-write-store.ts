import type { Database } from '../../database/database.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import type { RecordPoint } from '../engine/memory-engine.ts';
import { type WrittenMemory, type WrittenRow, writtenMemories } from './written-memory-store.ts';

/** What of the database's client writes memories. */
type MemoryTables = Pick<Database['prisma'], '$queryRaw' | 'memory' | 'memoryVector'>;

/** A memory to be written, checked, with its key. */
export interface MemoryToStore {
  /** Used when the key is new; a memory that is replaced keeps its own id. */
  readonly id: string;
  readonly namespace: string;
  readonly key: string;
  readonly content: string;
  readonly group: string | null;
  readonly tags: readonly string[];
  readonly metadata: unknown;
  readonly expiresAt: Date | null;
  /** The document that it is a part of; null for all others. */
  readonly documentId: string | null;
}

/** What a write has changed in its owner's record. */
export interface RecordWrite {
  /** In the order of their numbers, which have no gap. */
  readonly changes: readonly WrittenMemory[];
  /** The mark at which the record stood before; undefined for the first write of all. */
  readonly previous: bigint | undefined;
  /** Where the record stands after it. */
  readonly upTo: RecordPoint;
}

/** Memories that are over: they have expired, or were extracted from a message that is gone, and not kept. */
export interface SpentMemories {
  readonly ownerId: string;
  readonly ids: readonly string[];
}

/** How many memories a deletion took, and how many of them had not expired before. */
export interface Deleted {
  readonly count: number;
  readonly alive: number;
  /** The ids of those that had not expired, up to {@link MOST_NAMED}. */
  readonly ids: readonly string[];
}

/** The most memories that a deletion names. */
const MOST_NAMED = 1_000;

/**
 * Writes memories of one owner at a time. Each write is one statement that also takes its sequence numbers from the row
 * of the owner's record, whose lock is held until the commit: so whoever has read number n has read all below it, or
 * will never see them, and writers of different owners don't wait for each other. Each deletion is noted for
 * partitions.
 */
export interface MemoryWriteStore {
  /**
   * Stores or replaces memories, all or none; their keys must differ. A memory that was extracted from a message
   * becomes the caller's own: it has no source any more, and stays when its conversation is deleted.
   */
  put(ownerId: string, memories: readonly MemoryToStore[]): Promise<RecordWrite>;
  /**
   * Decides whether a memory stays when its conversation is deleted.
   *
   * @returns false when there is no such memory, or when it isn't to stay but has no source: it would be an orphan, and
   *   be deleted at once
   */
  setKept(ownerId: string, id: string, kept: boolean): Promise<boolean>;
  deleteKey(ownerId: string, namespace: string, key: string): Promise<Deleted>;
  deleteNamespace(ownerId: string, namespace: string): Promise<Deleted>;
  deleteIds(ownerId: string, ids: readonly string[]): Promise<Deleted>;
  /** Deletes parts of a document, in no order, up to `limit`, unless it is ready. */
  deleteParts(ownerId: string, documentId: string, limit: number): Promise<Deleted>;
  /** Deletes an owner's memories, in no order, up to `limit`, those that have expired too. */
  deleteSome(ownerId: string, limit: number): Promise<Deleted>;
  /** Deletes what was extracted from messages that are gone, unless it is to stay. */
  deleteOrphans(ownerId: string): Promise<Deleted>;
  /** Some memories that are over, of whomever: about `limit` of each kind. */
  spent(limit: number): Promise<SpentMemories[]>;
  /** Deletes those of an owner's memories that are over (still: they may have been remembered again). */
  deleteSpent(spent: SpentMemories): Promise<Deleted>;
}

/** An index has the rows of this condition. */
const ORPHANED = Prisma.sql`NOT "kept" AND "sourceMessageId" IS NULL`;

const EXPIRED = Prisma.sql`"expiresAt" <= now()`;

/** What was written, with the marks before and after the write. */
type RecordRow = WrittenRow & { readonly previous: bigint | null; readonly mark: bigint };

/** @param database its client may be that of a transaction */
export function createMemoryWriteStore({ prisma }: { readonly prisma: MemoryTables }): MemoryWriteStore {
  async function deleteWhere(ownerId: string, condition: Prisma.Sql): Promise<Deleted> {
    // The record's row is locked first, as in `put`, so that two writers can't wait for each other. Where there is no
    // such row, there are no memories.
    const [row] = await prisma.$queryRaw<{ count: bigint; alive: bigint; ids: string[] }[]>`
      WITH record AS MATERIALIZED (
        SELECT "ownerId" FROM "MemoryRecord" WHERE "ownerId" = ${ownerId}::uuid FOR NO KEY UPDATE
      ),
      gone AS (
        DELETE FROM "Memory" m USING record r WHERE m."ownerId" = r."ownerId" AND ${condition}
        RETURNING m."id", COALESCE(m."expiresAt" > now(), TRUE) AS "alive"
      ),
      numbers AS MATERIALIZED (
        SELECT n."before" FROM "nextMemoryNumbers"(${ownerId}::uuid, (SELECT count(*)::int FROM gone)) n
        WHERE EXISTS (SELECT FROM gone)
      ),
      noted AS (
        INSERT INTO "MemoryDeletion" ("ownerId", "sequence", "memoryId")
        SELECT ${ownerId}::uuid, n."before" + row_number() OVER (), g."id" FROM numbers n, gone g
      )
      SELECT count(*) AS "count", count(*) FILTER (WHERE "alive") AS "alive",
        ARRAY(SELECT "id" FROM gone WHERE "alive" LIMIT ${MOST_NAMED}::int) AS "ids" FROM gone`;
    return { count: Number(row?.count ?? 0), alive: Number(row?.alive ?? 0), ids: row?.ids ?? [] };
  }

  return {
    async put(ownerId, memories) {
      const rows = await prisma.$queryRaw<RecordRow[]>(upsert(ownerId, memories));
      // The sequence numbers are in the order of the input, so the other columns needn't be read back.
      const inOrder = rows.sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
      const last = inOrder.at(-1);
      if (!last) throw new Error('Memories were stored, but not returned.');
      const changes = await writtenMemories(prisma, ownerId, memories, inOrder);
      const { previous, sequence: number, mark } = last;
      return { changes, previous: previous ?? undefined, upTo: { number, mark } };
    },
    async setKept(ownerId, id, kept) {
      const { count } = await prisma.memory.updateMany({
        where: { id, ownerId, ...(kept ? {} : { sourceMessageId: { not: null } }) },
        data: { kept },
      });
      return count > 0;
    },
    deleteKey: (ownerId, namespace, key) =>
      deleteWhere(ownerId, Prisma.sql`m."namespace" = ${namespace} AND m."key" = ${key}`),
    deleteNamespace: (ownerId, namespace) => deleteWhere(ownerId, Prisma.sql`m."namespace" = ${namespace}`),
    deleteIds: (ownerId, ids) => deleteWhere(ownerId, Prisma.sql`m."id" = ANY(${[...ids]}::uuid[])`),
    deleteParts: (ownerId, documentId, limit) =>
      deleteWhere(
        ownerId,
        Prisma.sql`m."id" IN (
          SELECT p."id" FROM "Memory" p JOIN "Document" d ON d."id" = p."documentId"
          WHERE d."id" = ${documentId}::uuid AND d."ownerId" = ${ownerId}::uuid
            AND d."state" <> 'READY' LIMIT ${limit}::int)`,
      ),
    deleteSome: (ownerId, limit) =>
      deleteWhere(
        ownerId,
        Prisma.sql`m."id" IN (SELECT "id" FROM "Memory" WHERE "ownerId" = ${ownerId}::uuid LIMIT ${limit}::int)`,
      ),
    deleteOrphans: (ownerId) => deleteWhere(ownerId, ORPHANED),
    spent: (limit) => prisma.$queryRaw<SpentMemories[]>`
      SELECT "ownerId", array_agg("id") AS "ids" FROM (
        (SELECT "ownerId", "id" FROM "Memory" WHERE ${EXPIRED} LIMIT ${limit}::int)
        UNION (SELECT "ownerId", "id" FROM "Memory" WHERE ${ORPHANED} LIMIT ${limit}::int)) s
      GROUP BY "ownerId"`,
    deleteSpent: ({ ownerId, ids }) =>
      deleteWhere(ownerId, Prisma.sql`m."id" = ANY(${[...ids]}::uuid[]) AND (${EXPIRED} OR ${ORPHANED})`),
  };
}

/** A memory that has expired but is still there is replaced as if it were gone: it becomes a new one. */
function upsert(ownerId: string, memories: readonly MemoryToStore[]): Prisma.Sql {
  const input = JSON.stringify(memories.map((memory, index) => ({ ...memory, position: index + 1 })));
  return Prisma.sql`
    WITH input AS (
      SELECT * FROM json_to_recordset(${input}::json) AS x(
        "position" int, "id" uuid, "namespace" text, "key" text, "content" text, "group" text, "tags" jsonb,
        "metadata" jsonb, "expiresAt" timestamptz, "documentId" uuid)
    ),
    numbers AS MATERIALIZED (SELECT * FROM "nextMemoryNumbers"(${ownerId}::uuid, ${memories.length}::int)),
    written AS (
      INSERT INTO "Memory" AS m (
        "id", "sequence", "ownerId", "namespace", "key", "content", "group", "tags", "metadata", "expiresAt",
        "documentId")
      SELECT i."id", n."before" + i."position", ${ownerId}::uuid, i."namespace", i."key", i."content",
        i."group", CASE i."tags" WHEN '[]' THEN '{}' ELSE ARRAY(SELECT jsonb_array_elements_text(i."tags")) END,
        NULLIF(i."metadata", 'null'::jsonb), i."expiresAt", i."documentId"
      FROM numbers n, input i ORDER BY i."position"
      ON CONFLICT ("ownerId", "namespace", "key") DO UPDATE SET "sequence" = EXCLUDED."sequence",
        "content" = EXCLUDED."content", "group" = EXCLUDED."group", "tags" = EXCLUDED."tags",
        "metadata" = EXCLUDED."metadata", "sourceMessageId" = NULL, "kept" = TRUE,
        "documentId" = EXCLUDED."documentId",
        "expiresAt" = EXCLUDED."expiresAt", "updatedAt" = now(),
        "createdAt" = CASE WHEN m."expiresAt" <= now() THEN EXCLUDED."createdAt" ELSE m."createdAt" END,
        "number" = CASE WHEN m."expiresAt" <= now() THEN EXCLUDED."number" ELSE m."number" END
      RETURNING "id", "sequence", "number", "metadata", "createdAt", "updatedAt", "embeddedBy"
    )
    SELECT w.*, n."previous", n."mark" FROM written w, numbers n`;
}
