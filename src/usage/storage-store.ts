import type { Database } from '../database/database.ts';

/** Measures what users have stored. */
export interface StorageStore {
  /** How many bytes the texts of a user take in the database, compressed as it has them, with their rows. */
  storedBytes(ownerId: string): Promise<number>;
}

/** What a row is taken to need besides its texts, with its place in the indexes: an allowance, not a measure. */
export const ROW_BYTES = 300;

export function createStorageStore({ prisma }: Pick<Database, 'prisma'>): StorageStore {
  return {
    async storedBytes(ownerId) {
      // The size of a column is read without its text.
      const [row] = await prisma.$queryRaw<{ bytes: number | null }[]>`
        SELECT sum("bytes")::float8 AS "bytes" FROM (
          SELECT COALESCE(pg_column_size("instructions"), 0) AS "bytes" FROM "User" WHERE "id" = ${ownerId}::uuid
          UNION ALL
          SELECT COALESCE(pg_column_size("systemPrompt"), 0) + ${ROW_BYTES}::int
          FROM "Conversation" WHERE "ownerId" = ${ownerId}::uuid
          UNION ALL
          SELECT pg_column_size(m."content") + COALESCE(pg_column_size(m."reasoning"), 0) + ${ROW_BYTES}::int
          FROM "Conversation" c JOIN "Message" m ON m."conversationId" = c."id" WHERE c."ownerId" = ${ownerId}::uuid
          UNION ALL
          SELECT pg_column_size("content") + COALESCE(pg_column_size("metadata"), 0) + ${ROW_BYTES}::int
          FROM "Memory" WHERE "ownerId" = ${ownerId}::uuid
          UNION ALL
          SELECT pg_column_size(v."content") + ${ROW_BYTES}::int
          FROM "Memory" m JOIN "MemoryVersion" v ON v."memoryId" = m."id" WHERE m."ownerId" = ${ownerId}::uuid
        ) AS stored`;
      return row?.bytes ?? 0;
    },
  };
}
