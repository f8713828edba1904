import { type SnapshotRows, withSnapshot } from '../database/client/snapshot.ts';
import type { Database } from '../database/database.ts';

/** What is read of a user, in rows of JSON. */
export type ExportedPart = keyof typeof PARTS;

/** Reads everything of a user as it was at one moment. */
export interface ExportStore {
  read<Result>(ownerId: string, work: (rows: SnapshotRows<ExportedPart>) => Promise<Result>): Promise<Result>;
  /** The ids of the files that are archives of an owner. */
  archivesOf(ownerId: string): Promise<string[]>;
}

const CONVERSATIONS = `
  SELECT (to_jsonb(c) - '{ownerId,activity,foldedTitle}'::text[])::text AS "row"
  FROM "Conversation" c WHERE c."ownerId" = $1::uuid ORDER BY c."createdAt", c."id"`;

/** Conversation by conversation, in the order of these. The files of a message are in its order. */
const MESSAGES = `
  SELECT (to_jsonb(m) - '{ownerId,number,attempt,runLengths}'::text[] ||
    CASE WHEN m."attachmentCount" = 0 THEN '{}'::jsonb ELSE jsonb_build_object('attachments', COALESCE((
      SELECT jsonb_agg(jsonb_build_object('id', f."id", 'name', f."name", 'bytes', f."bytes") ORDER BY a."place")
      FROM "MessageAttachment" a JOIN "StoredFile" f ON f."id" = a."attachmentId" WHERE a."messageId" = m."id"
    ), '[]'::jsonb)) END)::text AS "row"
  FROM "Message" m JOIN "Conversation" c ON c."id" = m."conversationId"
  WHERE c."ownerId" = $1::uuid ORDER BY c."createdAt", c."id", m."number"`;

/** Archives aren't part of archives. */
const FILES = `
  SELECT (to_jsonb(f) - '{ownerId,place,fetched}'::text[])::text AS "row"
  FROM "StoredFile" f WHERE f."ownerId" = $1::uuid AND f."purpose"::text NOT IN ('EXPORT', 'IMPORT')
    AND (f."expiresAt" IS NULL OR f."expiresAt" > now())
  ORDER BY f."createdAt", f."id"`;

/** Each names its user as $1. Nothing that lets somebody in is among them: of keys there are names, and no hashes. */
const PARTS = {
  counts: `
    SELECT jsonb_build_object(
      'conversations', (SELECT count(*) FROM "Conversation" WHERE "ownerId" = $1::uuid),
      'messages', (SELECT count(*) FROM "Message" m JOIN "Conversation" c ON c."id" = m."conversationId"
        WHERE c."ownerId" = $1::uuid),
      'memories', (SELECT count(*) FROM "Memory" WHERE "ownerId" = $1::uuid))::text AS "row"`,
  profile: `
    SELECT (to_jsonb(u) - '{number,epoch,foldedName}'::text[])::text AS "row" FROM "User" u WHERE u."id" = $1::uuid`,
  apiKeys: `
    SELECT (to_jsonb(k) - '{hash,number,ownerId}'::text[])::text AS "row"
    FROM "ApiKey" k WHERE k."ownerId" = $1::uuid ORDER BY k."number"`,
  conversations: CONVERSATIONS,
  messages: MESSAGES,
  // The same for the second way of writing them down.
  conversationsToRead: CONVERSATIONS,
  messagesToRead: MESSAGES,
  summaries: `
    SELECT (to_jsonb(s) - '{ownerId}'::text[])::text AS "row"
    FROM "BranchSummary" s WHERE s."ownerId" = $1::uuid ORDER BY s."createdAt", s."messageId"`,
  memories: `
    SELECT (to_jsonb(m) - '{ownerId,sequence,number,embeddedBy}'::text[] || jsonb_build_object('history',
      COALESCE((SELECT jsonb_agg(to_jsonb(v) - '{number,memoryId}'::text[] ORDER BY v."number")
        FROM "MemoryVersion" v WHERE v."memoryId" = m."id"), '[]'::jsonb)))::text AS "row"
    FROM "Memory" m WHERE m."ownerId" = $1::uuid ORDER BY m."number"`,
  documents: `
    SELECT (to_jsonb(d) - '{ownerId,number}'::text[])::text AS "row"
    FROM "Document" d WHERE d."ownerId" = $1::uuid ORDER BY d."number"`,
  jobs: `
    SELECT jsonb_build_object('id', j."id", 'kind', j."kind", 'state', j."state", 'error', j."error",
      'result', j."result", 'conversationId', j."conversationId", 'messageId', j."messageId",
      'createdAt', j."createdAt", 'startedAt', j."startedAt", 'finishedAt', j."finishedAt")::text AS "row"
    FROM "Job" j WHERE j."ownerId" = $1::uuid ORDER BY j."number"`,
  usage: `
    SELECT (to_jsonb(t) - '{number,ownerId}'::text[])::text AS "row"
    FROM "TokenUsage" t WHERE t."ownerId" = $1::uuid ORDER BY t."day", t."number"`,
  imported: `
    SELECT (to_jsonb(i) - '{ownerId}'::text[])::text AS "row"
    FROM "ImportedConversation" i WHERE i."ownerId" = $1::uuid ORDER BY i."source", i."sourceId"`,
  files: FILES,
  filesToRead: FILES,
} as const;

export function createExportStore(database: Pick<Database, 'pool' | 'hasOneSession' | 'prisma'>): ExportStore {
  return {
    read: (ownerId, work) => withSnapshot(database, PARTS, [ownerId], work),
    async archivesOf(ownerId) {
      const rows = await database.prisma.storedFile.findMany({
        where: { ownerId, purpose: 'EXPORT' },
        select: { id: true },
      });
      return rows.map(({ id }) => id);
    },
  };
}
