import type { Database } from '../database/database.ts';
import { inOrder } from '../database/in-order.ts';
import { Prisma } from '../generated/prisma/client.ts';

/** Measures what users have stored. */
export interface StorageStore {
  /**
   * How many bytes the texts of each of these users take in the database, compressed as it has them, with their rows,
   * and their files.
   */
  storedBytes(ownerIds: readonly string[]): Promise<number[]>;
}

/** What a row is taken to need besides its texts, with its place in the indexes: an allowance, not a measure. */
export const ROW_BYTES = 300;

export function createStorageStore({ prisma }: Pick<Database, 'prisma'>): StorageStore {
  return {
    async storedBytes(ownerIds) {
      const owned = Prisma.sql`= ANY(${[...ownerIds]}::uuid[])`;
      // The size of a column is read without its text.
      const rows = await prisma.$queryRaw<{ ownerId: string; bytes: number }[]>`
        SELECT "ownerId"::text, sum("bytes")::float8 AS "bytes" FROM (
          SELECT "id" AS "ownerId", COALESCE(pg_column_size("instructions"), 0) AS "bytes"
          FROM "User" WHERE "id" ${owned}
          UNION ALL
          SELECT "ownerId", COALESCE(pg_column_size("systemPrompt"), 0) + ${ROW_BYTES}::int
          FROM "Conversation" WHERE "ownerId" ${owned}
          UNION ALL
          SELECT c."ownerId",
            pg_column_size(m."content") + COALESCE(pg_column_size(m."reasoning"), 0) + ${ROW_BYTES}::int
          FROM "Conversation" c JOIN "Message" m ON m."conversationId" = c."id" WHERE c."ownerId" ${owned}
          UNION ALL
          SELECT "ownerId", pg_column_size("content") + COALESCE(pg_column_size("metadata"), 0) + ${ROW_BYTES}::int
          FROM "Memory" WHERE "ownerId" ${owned}
          UNION ALL
          SELECT m."ownerId", pg_column_size(v."content") + ${ROW_BYTES}::int
          FROM "Memory" m JOIN "MemoryVersion" v ON v."memoryId" = m."id" WHERE m."ownerId" ${owned}
          UNION ALL
          SELECT "ownerId", "bytes" + ${ROW_BYTES}::int FROM "StoredFile" WHERE "ownerId" ${owned}
        ) AS stored GROUP BY "ownerId"`;
      return inOrder(ownerIds, rows, ({ ownerId }) => ownerId).map((row) => row?.bytes ?? 0);
    },
  };
}
