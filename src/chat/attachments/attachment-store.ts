import type { Database } from '../../database/database.ts';
import { inOrder } from '../../database/in-order.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import type { Attachment, InspectedFile } from './attachment.ts';

/** The rows of attachments. Somebody else's is as if it weren't there. */
export interface AttachmentStore {
  /** Says of a stored file that it may be attached. */
  add(id: string, file: InspectedFile): Promise<void>;
  /** In the order of the ids; undefined for those that aren't the owner's. */
  byIds(ownerId: string, ids: readonly string[]): Promise<(Attachment | undefined)[]>;
  /** What each message has attached, in its order, in the order of the messages' ids. */
  ofMessages(ownerId: string, messageIds: readonly string[]): Promise<Attachment[][]>;
}

const COLUMNS = Prisma.sql`a."id", f."ownerId", a."kind"::text, f."name", f."contentType",
  f."bytes"::float8 AS "bytes", f."sha256", a."width", a."height", f."createdAt"`;

export function createAttachmentStore({ prisma, run }: Pick<Database, 'prisma' | 'run'>): AttachmentStore {
  return {
    async add(id, file) {
      const [width, height] = file.kind === 'IMAGE' ? [file.width, file.height] : [null, null];
      await prisma.$executeRaw`
        INSERT INTO "Attachment" ("id", "kind", "width", "height")
        VALUES (${id}::uuid, ${file.kind}::"AttachmentKind", ${width}::int, ${height}::int)`;
    },
    async byIds(ownerId, ids) {
      const rows = await run<Attachment>(Prisma.sql`
        SELECT ${COLUMNS} FROM "Attachment" a JOIN "StoredFile" f ON f."id" = a."id"
        WHERE a."id" = ANY(${[...ids]}::uuid[]) AND f."ownerId" = ${ownerId}::uuid
          AND (f."expiresAt" IS NULL OR f."expiresAt" > now())`);
      return inOrder(ids, rows, ({ id }) => id);
    },
    async ofMessages(ownerId, messageIds) {
      const rows = await run<Attachment & { readonly messageId: string }>(Prisma.sql`
        SELECT m."messageId", ${COLUMNS} FROM "MessageAttachment" m
          JOIN "Attachment" a ON a."id" = m."attachmentId" JOIN "StoredFile" f ON f."id" = a."id"
        WHERE m."messageId" = ANY(${[...messageIds]}::uuid[]) AND f."ownerId" = ${ownerId}::uuid
        ORDER BY m."messageId", m."place"`);
      const byMessage = new Map<string, Attachment[]>(messageIds.map((id) => [id, []]));
      for (const { messageId, ...attachment } of rows) byMessage.get(messageId)?.push(attachment);
      return messageIds.map((id) => byMessage.get(id) ?? []);
    },
  };
}

/**
 * Further table expressions of a statement that stores a message: they attach files to it, which then stay for as long
 * as one of their messages does. Its expression `message` has a row if the message is stored. A file that has gone
 * meanwhile refuses the whole statement, by a foreign key.
 */
export function attachExpressions(messageId: string, ownerId: string, attachmentIds: readonly string[]): Prisma.Sql {
  if (attachmentIds.length === 0) return Prisma.empty;
  const ids = Prisma.sql`${[...attachmentIds]}::uuid[]`;
  return Prisma.sql`,
    attached AS (
      INSERT INTO "MessageAttachment" ("messageId", "place", "attachmentId")
      SELECT ${messageId}::uuid, file."place", file."id"
      FROM message, unnest(${ids}) WITH ORDINALITY AS file("id", "place")
    ),
    kept AS (
      UPDATE "StoredFile" SET "expiresAt" = NULL FROM message
      WHERE "StoredFile"."id" = ANY(${ids}) AND "StoredFile"."ownerId" = ${ownerId}::uuid
    )`;
}
