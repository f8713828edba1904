import type { Database } from '../../database/database.ts';
import type { Prisma } from '../../generated/prisma/client.ts';
import type { MemoryChange } from '../engine/memory-engine.ts';
import type { Memory } from '../memory.ts';
import { readVectorRow } from '../vectors/vector-store.ts';

/** A memory to be written, checked, with its key. */
export interface MemoryToStore {
  /** Used when the key is new; a memory that is replaced keeps its own. */
  readonly id: string;
  readonly namespace: string;
  readonly key: string;
  readonly content: string;
  readonly group: string | null;
  readonly tags: readonly string[];
  readonly metadata: unknown;
  readonly expiresAt: Date | null;
}

/** How many memories a deletion took, and how many of them had not expired before. */
export interface Deleted {
  readonly count: number;
  readonly alive: number;
}

/**
 * The record of memories. Each write is one statement that also takes its sequence numbers from the one counter row,
 * whose lock is held to the commit: so whoever has seen number n has seen all below it, or will never see them.
 */
export interface MemoryStore {
  /**
   * Stores or replaces, all or none; keys must differ. Whatever the memory was drawn from, it is now the caller's own:
   * without a source, and kept.
   */
  put(ownerId: string, memories: readonly MemoryToStore[]): Promise<StoredMemory[]>;
  /** Deletes what the condition names, and notes each deletion for the engines. */
  delete(condition: Prisma.Sql): Promise<Deleted>;
  /** The number of the last change. */
  lastSequence(): Promise<bigint>;
  /** The changes after a number up to another, in order; about `limit` at most, and then only up to a lower `upTo`. */
  changes(range: { after: bigint; upTo: bigint; limit: number }): Promise<{ changes: MemoryChange[]; upTo: bigint }>;
  byIds(ownerId: string, ids: readonly string[]): Promise<Memory[]>;
  /** Memories with their vectors as they are now, whoever's, of those ids that there are. */
  stored(ids: readonly string[]): Promise<StoredMemory[]>;
  /** The same for memories of one owner or of all, in order from after a number on. */
  page(range: { ownerId?: string | undefined; after: bigint; limit: number }): Promise<StoredMemory[]>;
  count(ownerId?: string): Promise<number>;
}

/** A memory and its vector, as an engine is to have them. */
export type StoredMemory = Extract<MemoryChange, { kind: 'stored' }>;

/** A row as the database gives it. */
export type MemoryRow = Prisma.MemoryGetPayload<object>;

/** What a write alone knows of a memory. */
type WrittenRow = Pick<MemoryRow, 'id' | 'sequence' | 'number' | 'metadata' | 'createdAt' | 'updatedAt' | 'embeddedBy'>;

export function createMemoryStore({ prisma }: Database): MemoryStore {
  /** A vector that changes between the two reads has a higher number than is said here, and is found again by that. */
  async function withVectors(rows: readonly MemoryRow[]): Promise<StoredMemory[]> {
    const embedded = rows.flatMap(({ id, embeddedBy }) => (embeddedBy === null ? [] : [id]));
    const found =
      embedded.length > 0 ? await prisma.memoryVector.findMany({ where: { memoryId: { in: embedded } } }) : [];
    const vectors = new Map(found.map((row) => [row.memoryId, readVectorRow(row)]));
    return rows.map((row) => {
      const vector = vectors.get(row.id);
      return { kind: 'stored', sequence: row.sequence, memory: readRow(row), ...(vector ? { vector } : {}) };
    });
  }

  return {
    async put(ownerId, memories) {
      // An expired memory that is still there is replaced as if it weren't: it becomes a new one.
      const input = JSON.stringify(memories.map((memory, index) => ({ ...memory, position: index + 1 })));
      const rows = await prisma.$queryRaw<WrittenRow[]>`
        WITH input AS (
          SELECT * FROM json_to_recordset(${input}::json) AS x(
            "position" int, "id" uuid, "namespace" text, "key" text, "content" text, "group" text, "tags" jsonb,
            "metadata" jsonb, "expiresAt" timestamptz)
        ),
        counter AS (UPDATE "MemoryCounter" SET "value" = "value" + ${memories.length}::int RETURNING "value")
        INSERT INTO "Memory" AS m ("id", "sequence", "ownerId", "namespace", "key", "content", "group", "tags", "metadata",
          "expiresAt")
        SELECT i."id", c."value" - ${memories.length}::int + i."position", ${ownerId}::uuid, i."namespace", i."key", i."content",
          i."group", CASE i."tags" WHEN '[]' THEN '{}' ELSE ARRAY(SELECT jsonb_array_elements_text(i."tags")) END, NULLIF(i."metadata", 'null'::jsonb), i."expiresAt"
        FROM counter c, input i ORDER BY i."position"
        ON CONFLICT ("ownerId", "namespace", "key") DO UPDATE SET "sequence" = EXCLUDED."sequence",
          "content" = EXCLUDED."content", "group" = EXCLUDED."group", "tags" = EXCLUDED."tags",
          "metadata" = EXCLUDED."metadata", "sourceMessageId" = NULL, "kept" = TRUE,
          "expiresAt" = EXCLUDED."expiresAt", "updatedAt" = now(),
          "createdAt" = CASE WHEN m."expiresAt" <= now() THEN EXCLUDED."createdAt" ELSE m."createdAt" END,
          "number" = CASE WHEN m."expiresAt" <= now() THEN EXCLUDED."number" ELSE m."number" END
        RETURNING "id", "sequence", "number", "metadata", "createdAt", "updatedAt", "embeddedBy"`;
      // In the order of their numbers they are in that of the input, whose other columns needn't come back.
      const inOrder = rows.sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
      return withVectors(memories.flatMap((memory, index) => wholeRow(ownerId, memory, inOrder[index])));
    },
    async delete(condition) {
      // The counter's row is locked first, as in `put`: two writers can then not wait for each other.
      const [row] = await prisma.$queryRaw<{ count: bigint; alive: bigint }[]>`
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
        SELECT count(*) AS "count", count(*) FILTER (WHERE "alive") AS "alive" FROM gone`;
      return { count: Number(row?.count ?? 0), alive: Number(row?.alive ?? 0) };
    },
    async lastSequence() {
      const row = await prisma.memoryCounter.findUniqueOrThrow({ where: { id: 1 } });
      return row.value;
    },
    async changes({ after, upTo, limit }) {
      // What has a number in this range may get a higher one between the two reads: it is then found by a later call.
      const page = {
        where: { sequence: { gt: after, lte: upTo } },
        orderBy: { sequence: 'asc' },
        take: limit,
      } as const;
      const stored = await prisma.memory.findMany(page);
      const deleted = await prisma.memoryDeletion.findMany(page);
      // Where one read was cut off, the other may be used only as far.
      const end = [stored, deleted].reduce((least, rows) => {
        const last = rows.length === limit ? rows.at(-1)?.sequence : undefined;
        return last !== undefined && last < least ? last : least;
      }, upTo);
      const changes: MemoryChange[] = [
        ...(await withVectors(stored)),
        ...deleted.map(({ sequence, memoryId }) => ({ kind: 'deleted', sequence, memoryId }) as const),
      ];
      const inOrder = changes.sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
      return { changes: inOrder.filter(({ sequence }) => sequence <= end), upTo: end };
    },
    async byIds(ownerId, ids) {
      const rows = await prisma.memory.findMany({ where: { id: { in: [...ids] }, ownerId } });
      return rows.map(readRow);
    },
    async stored(ids) {
      return withVectors(await prisma.memory.findMany({ where: { id: { in: [...ids] } } }));
    },
    async page({ ownerId, after, limit }) {
      const where = { ...(ownerId === undefined ? {} : { ownerId }), number: { gt: after } };
      return withVectors(await prisma.memory.findMany({ where, orderBy: { number: 'asc' }, take: limit }));
    },
    count: (ownerId) => prisma.memory.count({ where: ownerId === undefined ? {} : { ownerId } }),
  };
}

// Field by field in both: spreading takes ten times as long, and there may be ten thousand.

/** The row of a memory that was written; none where there was none to write. */
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
      kept: true,
      createdAt: written.createdAt,
      updatedAt: written.updatedAt,
      expiresAt: memory.expiresAt,
      embeddedBy: written.embeddedBy,
    },
  ];
}

/** A memory as its row has it. */
export function readRow(row: MemoryRow): Memory {
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
    kept: row.kept,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    expiresAt: row.expiresAt ?? undefined,
  };
}
