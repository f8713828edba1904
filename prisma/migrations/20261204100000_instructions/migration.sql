-- What a user tells LEX for all of their conversations; null: nothing.
ALTER TABLE "User" ADD COLUMN "instructions" TEXT;

-- As before (20261129000000_fewer_round_trips), with the instructions of the conversation's owner. What is said of the
-- conversation may be long: it is in the first message of a page alone, the reply's.
CREATE OR REPLACE FUNCTION "branchPage"("replyId" UUID, "fromId" UUID, "most" INT) RETURNS JSONB
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RETURN (
    WITH RECURSIVE branch AS (
      SELECT m."id", m."parentId", m."role", m."content", m."number", m."createdAt", 1 AS depth
      FROM "Message" m WHERE m."id" = "fromId"
      UNION ALL
      SELECT m."id", m."parentId", m."role", m."content", m."number", m."createdAt", b.depth + 1
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
      'summary', s."text", 'summaryTurns', s."turns",
      'instructions', CASE WHEN b.depth = 1 THEN c."instructions" END,
      'systemPrompt', CASE WHEN b.depth = 1 THEN c."systemPrompt" END, 'titled', c."titled",
      'drawsMemories', c."drawsMemories") ORDER BY b.depth)
    FROM conversation c, branch b
      LEFT JOIN LATERAL (SELECT "text", "turns" FROM "BranchSummary" WHERE "messageId" = b."id" OFFSET 0) s ON TRUE
  );
END $$;
