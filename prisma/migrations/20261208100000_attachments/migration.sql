-- Files that messages have: images and texts.

ALTER TABLE "Message" ADD COLUMN "attachmentCount" INTEGER NOT NULL DEFAULT 0;

CREATE TYPE "AttachmentKind" AS ENUM ('IMAGE', 'TEXT');

CREATE TABLE "Attachment" (
  "id" UUID NOT NULL,
  "kind" "AttachmentKind" NOT NULL,
  "width" INTEGER,
  "height" INTEGER,
  CONSTRAINT "Attachment_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Attachment_id_fkey" FOREIGN KEY ("id") REFERENCES "StoredFile" ("id")
    ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "Attachment_size_check" CHECK (
    CASE "kind" WHEN 'IMAGE' THEN "width" > 0 AND "height" > 0 AND "width" IS NOT NULL AND "height" IS NOT NULL
      ELSE "width" IS NULL AND "height" IS NULL END)
);

CREATE TABLE "MessageAttachment" (
  "messageId" UUID NOT NULL,
  "place" INTEGER NOT NULL,
  "attachmentId" UUID NOT NULL,
  CONSTRAINT "MessageAttachment_pkey" PRIMARY KEY ("messageId", "place"),
  CONSTRAINT "MessageAttachment_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "Message" ("id")
    ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "MessageAttachment_attachmentId_fkey" FOREIGN KEY ("attachmentId") REFERENCES "Attachment" ("id")
    ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "MessageAttachment_messageId_attachmentId_key"
  ON "MessageAttachment" ("messageId", "attachmentId");
CREATE INDEX "MessageAttachment_attachmentId_idx" ON "MessageAttachment" ("attachmentId");

-- An edited message has the files of the one that it stands beside: a file goes with the last of its messages. Of two
-- messages that are deleted at the same time, the second waits at the lock on the file, and then sees that the first
-- has gone: each statement of a function sees what was committed before it began.
CREATE FUNCTION "dropUnattachedFile"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM "StoredFile" WHERE "id" = OLD."attachmentId" FOR UPDATE;
  DELETE FROM "StoredFile" WHERE "id" = OLD."attachmentId"
    AND NOT EXISTS (SELECT FROM "MessageAttachment" WHERE "attachmentId" = OLD."attachmentId");
  RETURN NULL;
END $$;

CREATE TRIGGER "MessageAttachment_dropUnattachedFile" AFTER DELETE ON "MessageAttachment"
  FOR EACH ROW EXECUTE FUNCTION "dropUnattachedFile"();

-- As before (20261204100000_instructions), with how many files each message has.
CREATE OR REPLACE FUNCTION "branchPage"("replyId" UUID, "fromId" UUID, "most" INT) RETURNS JSONB
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RETURN (
    WITH RECURSIVE branch AS (
      SELECT m."id", m."parentId", m."role", m."content", m."number", m."createdAt", m."attachmentCount", 1 AS depth
      FROM "Message" m WHERE m."id" = "fromId"
      UNION ALL
      SELECT m."id", m."parentId", m."role", m."content", m."number", m."createdAt", m."attachmentCount", b.depth + 1
      FROM branch b, LATERAL (SELECT * FROM "Message" WHERE "id" = b."parentId" OFFSET 0) m
      WHERE b.depth < "most"
    ),
    conversation AS MATERIALIZED (
      SELECT c."systemPrompt", c."titled", u."instructions", c."drawsMemories" AND u."drawsMemories" AS "drawsMemories"
      FROM (SELECT * FROM "Conversation"
          WHERE "id" = (SELECT r."conversationId" FROM "Message" r WHERE r."id" = "replyId") OFFSET 0) c,
        LATERAL (SELECT "instructions", "drawsMemories" FROM "User" WHERE "id" = c."ownerId" OFFSET 0) u
    )
    SELECT jsonb_agg(jsonb_build_object('id', b."id", 'parentId', b."parentId", 'role', b."role",
      'content', b."content", 'number', b."number"::text, 'createdAt', b."createdAt",
      'attachmentCount', b."attachmentCount", 'summary', s."text", 'summaryTurns', s."turns",
      'instructions', CASE WHEN b.depth = 1 THEN c."instructions" END,
      'systemPrompt', CASE WHEN b.depth = 1 THEN c."systemPrompt" END, 'titled', c."titled",
      'drawsMemories', c."drawsMemories") ORDER BY b.depth)
    FROM conversation c, branch b
      LEFT JOIN LATERAL (SELECT "text", "turns" FROM "BranchSummary" WHERE "messageId" = b."id" OFFSET 0) s ON TRUE
  );
END $$;
