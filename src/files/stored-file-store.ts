import type { Database } from '../database/database.ts';
import { inOrder } from '../database/in-order.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { ByteRange } from './file-store.ts';
import type { StoredFile } from './stored-file.ts';

/** The rows of files, and of bytes that are to be removed. */
export interface StoredFileStore {
  /** Notes, before the first byte is written, that bytes may come to be there which nobody needs after some hours. */
  announce(id: string, place: string): Promise<void>;
  /**
   * Makes a file of bytes that are written.
   *
   * @returns undefined when that time was over
   * @throws {ReferenceGoneError} when its owner or message is gone
   */
  add(file: Omit<StoredFile, 'createdAt'>): Promise<StoredFile | undefined>;
  /** The bytes of a file that came to nothing are due at once. */
  giveUp(id: string): Promise<void>;
  /** Files that haven't expired, whoever they belong to, in the order of the ids. */
  byIds(ids: readonly string[]): Promise<(StoredFile | undefined)[]>;
  /** The newest file of each of these messages that is kept for a purpose, in the order of the ids. */
  ofMessages(ids: readonly string[], purpose: StoredFile['purpose']): Promise<(StoredFile | undefined)[]>;
  /**
   * Notes that bytes of a file were fetched, both ends inclusive.
   *
   * @returns whether now all of them were
   */
  noteFetched(id: string, range: ByteRange): Promise<boolean>;
  delete(ids: readonly string[]): Promise<void>;
  /** Deletes what a message has for a purpose, but for one file. @returns whether there was any */
  deleteOfMessage(messageId: string, purpose: StoredFile['purpose'], but: string | undefined): Promise<boolean>;
  /** @returns how many files were deleted, of at most `most` */
  deleteExpired(most: number): Promise<number>;
  /** Takes bytes in these places that are due. From then on no file is made of them. */
  claimRemovals(places: readonly string[], most: number): Promise<{ readonly id: string; readonly place: string }[]>;
  /** Their bytes are gone. */
  forgetRemovals(ids: readonly string[]): Promise<void>;
  /** Which of these keys are those of files, or are noted to be removed. */
  known(ids: readonly string[]): Promise<ReadonlySet<string>>;
}

/** In characters. */
const LONGEST_NOTE = 100_000;
/** Longer than any write may take, in seconds. */
const WRITTEN_WITHIN = 4 * 3_600;

const COLUMNS = Prisma.sql`"id"::text, "ownerId"::text, "messageId"::text, "purpose"::text, "name", "contentType",
  "bytes"::float8, "sha256", "place", "createdAt", "expiresAt"`;
const THERE = Prisma.sql`("expiresAt" IS NULL OR "expiresAt" > now())`;
const uuids = (ids: readonly string[]) => Prisma.sql`ANY(${[...ids]}::uuid[])`;

export function createStoredFileStore({ prisma }: Pick<Database, 'prisma'>): StoredFileStore {
  return {
    async announce(id, place) {
      await prisma.$executeRaw`
        INSERT INTO "FileRemoval" ("id", "place", "dueAt")
        VALUES (${id}::uuid, ${place}, now() + make_interval(secs => ${WRITTEN_WITHIN}::float8))`;
    },
    async add({ id, ownerId, messageId, purpose, name, contentType, bytes, sha256, place, expiresAt }) {
      // Who takes the row has the bytes: either this, or whoever claims them to remove them.
      const rows = await prisma.$queryRaw<StoredFile[]>`
        WITH "written" AS (
          DELETE FROM "FileRemoval" WHERE "id" = ${id}::uuid AND NOT "claimed" RETURNING "id"
        )
        INSERT INTO "StoredFile"
          ("id", "ownerId", "messageId", "purpose", "name", "contentType", "bytes", "sha256", "place", "expiresAt")
        SELECT "id", ${ownerId}::uuid, ${messageId}::uuid, ${purpose}::"FilePurpose", ${name}, ${contentType},
          ${bytes}::float8::bigint, ${sha256}, ${place}, ${expiresAt}::timestamptz FROM "written"
        RETURNING ${COLUMNS}`;
      return rows[0];
    },
    async giveUp(id) {
      await prisma.$executeRaw`UPDATE "FileRemoval" SET "dueAt" = now() WHERE "id" = ${id}::uuid`;
    },
    async byIds(ids) {
      const rows = await prisma.$queryRaw<StoredFile[]>`
        SELECT ${COLUMNS} FROM "StoredFile" WHERE "id" = ${uuids(ids)} AND ${THERE}`;
      return inOrder(ids, rows, ({ id }) => id);
    },
    async ofMessages(ids, purpose) {
      const rows = await prisma.$queryRaw<StoredFile[]>`
        SELECT DISTINCT ON ("messageId") ${COLUMNS} FROM "StoredFile"
        WHERE "messageId" = ${uuids(ids)} AND "purpose" = ${purpose}::"FilePurpose" AND ${THERE}
        ORDER BY "messageId", "createdAt" DESC, "id"`;
      return inOrder(ids, rows, ({ messageId }) => messageId ?? '');
    },
    async noteFetched(id, { start, end }) {
      // Who fetches every other byte begins anew after some thousands: what is noted must not grow without bounds.
      const [row] = await prisma.$queryRaw<{ whole: boolean }[]>`
        UPDATE "StoredFile" SET "fetched" = CASE WHEN length("fetched") > ${LONGEST_NOTE}::int THEN '{}' ELSE
          ("fetched"::int8multirange
            + int8multirange(int8range(${start}::float8::bigint, ${end}::float8::bigint + 1)))::text END
        WHERE "id" = ${id}::uuid
        RETURNING "fetched"::int8multirange @> int8range(0, "bytes") AS "whole"`;
      return row?.whole ?? false;
    },
    async delete(ids) {
      await prisma.$executeRaw`DELETE FROM "StoredFile" WHERE "id" = ${uuids(ids)}`;
    },
    async deleteOfMessage(messageId, purpose, but) {
      const deleted = await prisma.$executeRaw`
        DELETE FROM "StoredFile" WHERE "messageId" = ${messageId}::uuid AND "purpose" = ${purpose}::"FilePurpose"
          AND "id" IS DISTINCT FROM ${but ?? null}::uuid`;
      return deleted > 0;
    },
    async deleteExpired(most) {
      return prisma.$executeRaw`
        DELETE FROM "StoredFile" WHERE "id" IN (
          SELECT "id" FROM "StoredFile" WHERE "expiresAt" <= now() ORDER BY "expiresAt" LIMIT ${most}::int
        )`;
    },
    async claimRemovals(places, most) {
      return prisma.$queryRaw<{ id: string; place: string }[]>`
        UPDATE "FileRemoval" SET "claimed" = TRUE WHERE "id" IN (
          SELECT "id" FROM "FileRemoval" WHERE "place" = ANY(${[...places]}::text[]) AND "dueAt" <= now()
          ORDER BY "dueAt" LIMIT ${most}::int FOR UPDATE SKIP LOCKED
        ) RETURNING "id"::text, "place"`;
    },
    async forgetRemovals(ids) {
      await prisma.$executeRaw`DELETE FROM "FileRemoval" WHERE "id" = ${uuids(ids)}`;
    },
    async known(ids) {
      const rows = await prisma.$queryRaw<{ id: string }[]>`
        SELECT "id"::text FROM "StoredFile" WHERE "id" = ${uuids(ids)}
        UNION ALL SELECT "id"::text FROM "FileRemoval" WHERE "id" = ${uuids(ids)}`;
      return new Set(rows.map(({ id }) => id));
    },
  };
}
