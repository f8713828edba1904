import { randomUUID } from 'node:crypto';
import type { Database } from '../../database/database.ts';
import type { Memory, MemoryVersion } from '../memory.ts';
import { type MemoryRow, readMemoryRow } from '../store/memory-read-store.ts';
import { EXTRACTED_NAMESPACE, type FactSource } from './extracted-fact.ts';
import { MOST_VERSIONS } from './most-versions.ts';

/** A memory as it was read, for a change that is made only if it is still so. */
export interface SeenMemory {
  readonly memory: Memory;
  readonly sequence: bigint;
  /** The number of its source message; undefined when it has none (any more). */
  readonly sourceNumber: bigint | undefined;
}

/** A fact as it is stored. */
export interface FactToStore {
  readonly content: string;
  /** Whether it stays when its conversation is deleted. */
  readonly kept: boolean;
  readonly source: FactSource;
}

/**
 * Facts extracted from chats, as memories. Each change is one statement that holds its condition: of two changes that
 * race, one finds the row as it read it, and the other changes nothing and may look again. Sequence numbers are taken
 * as in memory-write-store.ts; a statement that changes nothing leaves its number unused.
 */
export interface FactStore {
  /** Expired or not. */
  byKey(ownerId: string, key: string): Promise<SeenMemory | undefined>;
  byId(ownerId: string, id: string): Promise<SeenMemory | undefined>;
  /** Answers undefined when the key is taken or the source is gone. */
  insert(ownerId: string, key: string, fact: FactToStore): Promise<Memory | undefined>;
  /**
   * Replaces what a memory says with the fact, and adds the old content to its history. Answers undefined when the
   * memory has changed since it was read, or the source is gone.
   */
  replace(seen: SeenMemory, fact: FactToStore): Promise<Memory | undefined>;
  /**
   * Notes that a message says the same again: from now on the memory belongs to that message, and it stays without its
   * conversation if it did before or is to now. Answers false when the memory has changed since, or the source is gone.
   */
  confirm(seen: SeenMemory, fact: Pick<FactToStore, 'kept' | 'source'>): Promise<boolean>;
  /** What each memory said before, newest first. */
  versions(ownerId: string, memoryIds: readonly string[]): Promise<MemoryVersion[][]>;
}

export function createFactStore({ prisma }: Database): FactStore {
  async function find(where: { id: string } | { namespace: string; key: string }, ownerId: string) {
    const row = await prisma.memory.findFirst({
      where: { ...where, ownerId },
      include: { source: { select: { number: true } } },
    });
    if (!row) return undefined;
    const { source, ...memory } = row;
    return { memory: readMemoryRow(memory), sequence: row.sequence, sourceNumber: source?.number };
  }

  return {
    byKey: (ownerId, key) => find({ namespace: EXTRACTED_NAMESPACE, key }, ownerId),
    byId: (ownerId, id) => find({ id }, ownerId),
    async insert(ownerId, key, { content, kept, source }) {
      const rows = await prisma.$queryRaw<MemoryRow[]>`
        WITH numbers AS MATERIALIZED (SELECT * FROM "nextMemoryNumbers"(${ownerId}::uuid, 1))
        INSERT INTO "Memory" (
          "id", "sequence", "ownerId", "namespace", "key", "content", "tags", "sourceMessageId", "kept")
        SELECT ${randomUUID()}::uuid, n."before" + 1, ${ownerId}::uuid, ${EXTRACTED_NAMESPACE}, ${key}, ${content},
          '{}', s."id", ${kept}::boolean
        FROM numbers n, "Message" s WHERE s."id" = ${source.messageId}::uuid FOR KEY SHARE OF s
        ON CONFLICT ("ownerId", "namespace", "key") DO NOTHING RETURNING *`;
      return rows[0] && readMemoryRow(rows[0]);
    },
    async replace({ memory: { id, ownerId }, sequence }, { content, kept, source }) {
      const rows = await prisma.$queryRaw<MemoryRow[]>`
        WITH numbers AS MATERIALIZED (SELECT * FROM "nextMemoryNumbers"(${ownerId}::uuid, 1)),
        old AS (
          SELECT m."id", m."content", m."sourceMessageId", n."before" + 1 AS "next", s."id" AS "newSource"
          FROM numbers n, "Memory" m, "Message" s
          WHERE m."id" = ${id}::uuid AND m."ownerId" = ${ownerId}::uuid AND m."sequence" = ${sequence}
            AND s."id" = ${source.messageId}::uuid FOR NO KEY UPDATE OF m FOR KEY SHARE OF s
        ),
        version AS (
          INSERT INTO "MemoryVersion" ("memoryId", "content", "sourceMessageId")
          SELECT "id", "content", "sourceMessageId" FROM old
        ),
        outdated AS (
          DELETE FROM "MemoryVersion" WHERE "number" IN (
            SELECT v."number" FROM "MemoryVersion" v, old WHERE v."memoryId" = old."id"
            ORDER BY v."number" DESC OFFSET ${MOST_VERSIONS - 1}::int)
        )
        UPDATE "Memory" m SET "sequence" = old."next", "content" = ${content}, "sourceMessageId" = old."newSource",
          "kept" = m."kept" OR ${kept}::boolean, "expiresAt" = NULL, "updatedAt" = now()
        FROM old WHERE m."id" = old."id" RETURNING m.*`;
      return rows[0] && readMemoryRow(rows[0]);
    },
    async confirm({ memory: { id, ownerId }, sequence }, { kept, source }) {
      const count = await prisma.$executeRaw`
        UPDATE "Memory" m SET "sourceMessageId" = s."id", "kept" = m."kept" OR ${kept}::boolean
        FROM "Message" s WHERE s."id" = ${source.messageId}::uuid
          AND m."id" = ${id}::uuid AND m."ownerId" = ${ownerId}::uuid AND m."sequence" = ${sequence}`;
      return count > 0;
    },
    async versions(ownerId, memoryIds) {
      const rows = await prisma.memoryVersion.findMany({
        where: { memoryId: { in: [...memoryIds] }, memory: { ownerId } },
        orderBy: { number: 'desc' },
      });
      return memoryIds.map((id) =>
        rows
          .filter(({ memoryId }) => memoryId === id)
          .map(({ content, sourceMessageId, replacedAt }) => ({
            content,
            sourceMessageId: sourceMessageId ?? undefined,
            replacedAt,
          })),
      );
    },
  };
}
