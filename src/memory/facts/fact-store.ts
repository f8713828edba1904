import { randomUUID } from 'node:crypto';
import type { Database } from '../../database/database.ts';
import type { Memory, MemoryVersion } from '../memory.ts';
import { type MemoryRow, readRow } from '../store/memory-store.ts';
import { DRAWN_NAMESPACE, type FactSource } from './extracted-fact.ts';

/** A memory as it was read, for a change that is made only if it is still so. */
export interface SeenMemory {
  readonly memory: Memory;
  readonly sequence: bigint;
  /** The number of its source message; undefined when it has none (any more). */
  readonly sourceNumber: bigint | undefined;
}

/** What a fact says, and how it is kept. */
export interface FactToStore {
  readonly content: string;
  readonly kept: boolean;
  readonly source: FactSource;
}

/**
 * The record of what was drawn from chat: each change is one statement with its condition in it, so of two that race one
 * finds the row as it saw it, and the other changes nothing and may look again. Sequence numbers are taken as in
 * memory-store.ts; one that is taken by a change that changes nothing stays unused.
 */
export interface FactStore {
  /** By its key, expired or not. */
  byKey(ownerId: string, key: string): Promise<SeenMemory | undefined>;
  byId(ownerId: string, id: string): Promise<SeenMemory | undefined>;
  /** Undefined when the key is taken, or the source is gone. */
  insert(ownerId: string, key: string, fact: FactToStore): Promise<Memory | undefined>;
  /** Writes the fact in the place of what was seen, which becomes history. Undefined when it has changed since, or the source is gone. */
  replace(seen: SeenMemory, fact: FactToStore): Promise<Memory | undefined>;
  /** The same was said again: it is a memory of that message from now on, and kept if it was or is to be. */
  confirm(seen: SeenMemory, fact: Pick<FactToStore, 'kept' | 'source'>): Promise<boolean>;
  /** Of each memory what it said before, newest first. */
  versions(ownerId: string, memoryIds: readonly string[]): Promise<MemoryVersion[][]>;
}

/** Of one memory; older ones are forgotten. */
const MOST_VERSIONS = 50;

export function createFactStore({ prisma }: Database): FactStore {
  async function find(where: { id: string } | { namespace: string; key: string }, ownerId: string) {
    const row = await prisma.memory.findFirst({
      where: { ...where, ownerId },
      include: { source: { select: { number: true } } },
    });
    if (!row) return undefined;
    const { source, ...memory } = row;
    return { memory: readRow(memory), sequence: row.sequence, sourceNumber: source?.number };
  }

  return {
    byKey: (ownerId, key) => find({ namespace: DRAWN_NAMESPACE, key }, ownerId),
    byId: (ownerId, id) => find({ id }, ownerId),
    async insert(ownerId, key, { content, kept, source }) {
      const rows = await prisma.$queryRaw<MemoryRow[]>`
        WITH counter AS (UPDATE "MemoryCounter" SET "value" = "value" + 1 RETURNING "value")
        INSERT INTO "Memory" ("id", "sequence", "ownerId", "namespace", "key", "content", "tags", "sourceMessageId", "kept")
        SELECT ${randomUUID()}::uuid, c."value", ${ownerId}::uuid, ${DRAWN_NAMESPACE}, ${key}, ${content}, '{}', s."id", ${kept}::boolean
        FROM counter c, "Message" s WHERE s."id" = ${source.messageId}::uuid FOR KEY SHARE OF s
        ON CONFLICT ("ownerId", "namespace", "key") DO NOTHING RETURNING *`;
      return rows[0] && readRow(rows[0]);
    },
    async replace({ memory: { id, ownerId }, sequence }, { content, kept, source }) {
      const rows = await prisma.$queryRaw<MemoryRow[]>`
        WITH counter AS (UPDATE "MemoryCounter" SET "value" = "value" + 1 RETURNING "value"),
        old AS (
          SELECT m."id", m."content", m."sourceMessageId", c."value" AS "next", s."id" AS "newSource"
          FROM counter c, "Memory" m, "Message" s
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
      return rows[0] && readRow(rows[0]);
    },
    async confirm({ memory: { id, ownerId }, sequence }, { kept, source }) {
      const count = await prisma.$executeRaw`
        UPDATE "Memory" m SET "sourceMessageId" = s."id", "kept" = m."kept" OR ${kept}::boolean
        FROM "Message" s WHERE s."id" = ${source.messageId}::uuid AND m."id" = ${id}::uuid AND m."ownerId" = ${ownerId}::uuid
          AND m."sequence" = ${sequence}`;
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
