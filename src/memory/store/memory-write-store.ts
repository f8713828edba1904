import type { Database } from '../../database/database.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import { type StoredMemory, withVectors } from './memory-change-store.ts';
import type { MemoryRow } from './memory-read-store.ts';

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
 * Writes memories. Each write is one statement that also takes its sequence numbers from the single row of the counter,
 * whose lock is held until the commit: so whoever has read number n has read all below it, or will never see them. Each
 * deletion is noted for the engines.
 */
export interface MemoryWriteStore {
  /**
   * Stores or replaces memories, all or none; their keys must differ. A memory that was extracted from a message
   * becomes the caller's own: it has no source any more, and stays when its conversation is deleted.
   */
  put(ownerId: string, memories: readonly MemoryToStore[]): Promise<StoredMemory[]>;
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
  /** Deletes what was extracted from messages that are gone, unless it is to stay; of one owner or of all. */
  deleteOrphans(ownerId?: string): Promise<Deleted>;
  /** Deletes what has expired: this memory alone, or all that have. */
  deleteExpired(id?: string): Promise<Deleted>;
}

/** An index has the rows of this condition. */
const ORPHANED = Prisma.sql`NOT "kept" AND "sourceMessageId" IS NULL`;

/** What only the database knows of a memory that was written. */
type WrittenRow = Pick<MemoryRow, 'id' | 'sequence' | 'number' | 'metadata' | 'createdAt' | 'updatedAt' | 'embeddedBy'>;

export function createMemoryWriteStore(database: Pick<Database, 'prisma'>): MemoryWriteStore {
  const { prisma } = database;

  async function deleteWhere(condition: Prisma.Sql): Promise<Deleted> {
    // The counter's row is locked first, as in `put`, so that two writers can't wait for each other.
    const [row] = await prisma.$queryRaw<{ count: bigint; alive: bigint; ids: string[] }[]>`
      WITH counter AS MATERIALIZED (SELECT "value" FROM "MemoryCounter" WHERE "id" = 1 FOR UPDATE),
      gone AS (
        DELETE FROM "Memory" USING counter WHERE ${condition}
        RETURNING "Memory"."id", "Memory"."ownerId", COALESCE("Memory"."expiresAt" > now(), TRUE) AS "alive"
      ),
      noted AS (
        INSERT INTO "MemoryDeletion" ("sequence", "memoryId", "ownerId")
        SELECT c."value" + row_number() OVER (), g."id", g."ownerId" FROM counter c, gone g RETURNING "sequence"
      ),
      counted AS (
        UPDATE "MemoryCounter" m SET "value" = c."value" + (SELECT count(*) FROM noted)
        FROM counter c WHERE m."id" = 1 AND EXISTS (SELECT FROM noted)
      )
      SELECT count(*) AS "count", count(*) FILTER (WHERE "alive") AS "alive",
        ARRAY(SELECT "id" FROM gone WHERE "alive" LIMIT ${MOST_NAMED}::int) AS "ids" FROM gone`;
    return { count: Number(row?.count ?? 0), alive: Number(row?.alive ?? 0), ids: row?.ids ?? [] };
  }

  const owned = (ownerId: string) => Prisma.sql`"ownerId" = ${ownerId}::uuid`;

  return {
    async put(ownerId, memories) {
      const rows = await prisma.$queryRaw<WrittenRow[]>(upsert(ownerId, memories));
      // The sequence numbers are in the order of the input, so the other columns needn't be read back.
      const inOrder = rows.sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
      return withVectors(
        database,
        memories.flatMap((memory, index) => wholeRow(ownerId, memory, inOrder[index])),
      );
    },
    async setKept(ownerId, id, kept) {
      const { count } = await prisma.memory.updateMany({
        where: { id, ownerId, ...(kept ? {} : { sourceMessageId: { not: null } }) },
        data: { kept },
      });
      return count > 0;
    },
    deleteKey: (ownerId, namespace, key) =>
      deleteWhere(Prisma.sql`${owned(ownerId)} AND "namespace" = ${namespace} AND "key" = ${key}`),
    deleteNamespace: (ownerId, namespace) => deleteWhere(Prisma.sql`${owned(ownerId)} AND "namespace" = ${namespace}`),
    deleteIds: (ownerId, ids) => deleteWhere(Prisma.sql`${owned(ownerId)} AND "id" = ANY(${[...ids]}::uuid[])`),
    deleteParts: (ownerId, documentId, limit) =>
      deleteWhere(
        Prisma.sql`"id" IN (
          SELECT m."id" FROM "Memory" m JOIN "Document" d ON d."id" = m."documentId"
          WHERE d."id" = ${documentId}::uuid AND d."ownerId" = ${ownerId}::uuid
            AND d."state" <> 'READY' LIMIT ${limit}::int)`,
      ),
    deleteSome: (ownerId, limit) =>
      deleteWhere(Prisma.sql`"id" IN (SELECT "id" FROM "Memory" WHERE ${owned(ownerId)} LIMIT ${limit}::int)`),
    deleteOrphans: (ownerId) =>
      deleteWhere(ownerId === undefined ? ORPHANED : Prisma.sql`${owned(ownerId)} AND ${ORPHANED}`),
    deleteExpired: (id) =>
      deleteWhere(
        id === undefined ? Prisma.sql`"expiresAt" <= now()` : Prisma.sql`"id" = ${id}::uuid AND "expiresAt" <= now()`,
      ),
  };
}

/** A memory that has expired but is still there is replaced as if it were gone: it becomes a new one. */
function upsert(ownerId: string, memories: readonly MemoryToStore[]): Prisma.Sql {
  const input = JSON.stringify(memories.map((memory, index) => ({ ...memory, position: index + 1 })));
  const count = memories.length;
  return Prisma.sql`
    WITH input AS (
      SELECT * FROM json_to_recordset(${input}::json) AS x(
        "position" int, "id" uuid, "namespace" text, "key" text, "content" text, "group" text, "tags" jsonb,
        "metadata" jsonb, "expiresAt" timestamptz, "documentId" uuid)
    ),
    counter AS (UPDATE "MemoryCounter" SET "value" = "value" + ${count}::int RETURNING "value")
    INSERT INTO "Memory" AS m (
      "id", "sequence", "ownerId", "namespace", "key", "content", "group", "tags", "metadata", "expiresAt",
      "documentId")
    SELECT i."id", c."value" - ${count}::int + i."position", ${ownerId}::uuid, i."namespace", i."key", i."content",
      i."group", CASE i."tags" WHEN '[]' THEN '{}' ELSE ARRAY(SELECT jsonb_array_elements_text(i."tags")) END,
      NULLIF(i."metadata", 'null'::jsonb), i."expiresAt", i."documentId"
    FROM counter c, input i ORDER BY i."position"
    ON CONFLICT ("ownerId", "namespace", "key") DO UPDATE SET "sequence" = EXCLUDED."sequence",
      "content" = EXCLUDED."content", "group" = EXCLUDED."group", "tags" = EXCLUDED."tags",
      "metadata" = EXCLUDED."metadata", "sourceMessageId" = NULL, "kept" = TRUE,
      "documentId" = EXCLUDED."documentId",
      "expiresAt" = EXCLUDED."expiresAt", "updatedAt" = now(),
      "createdAt" = CASE WHEN m."expiresAt" <= now() THEN EXCLUDED."createdAt" ELSE m."createdAt" END,
      "number" = CASE WHEN m."expiresAt" <= now() THEN EXCLUDED."number" ELSE m."number" END
    RETURNING "id", "sequence", "number", "metadata", "createdAt", "updatedAt", "embeddedBy"`;
}

/** The row of a memory that was written, field by field as in `readMemoryRow`; none where nothing was written. */
function wholeRow(ownerId: string, memory: MemoryToStore, written: WrittenRow | undefined): MemoryRow[] {
  if (!written) return [];
  return [
    {
      id: written.id,
      sequence: written.sequence,
      number: written.number,
      ownerId,
      namespace: memory.namespace,
      key: memory.key,
      content: memory.content,
      group: memory.group,
      tags: [...memory.tags],
      metadata: written.metadata,
      sourceMessageId: null,
      documentId: memory.documentId,
      kept: true,
      createdAt: written.createdAt,
      updatedAt: written.updatedAt,
      expiresAt: memory.expiresAt,
      embeddedBy: written.embeddedBy,
    },
  ];
}
