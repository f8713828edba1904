-- Functions that are VOLATILE see what was committed before they are called: they read anew, while the statement that
-- calls them sees what there was when it began. So a statement can lock a row, and then read what its lock has waited
-- for, without another round trip.

-- A message of a branch and those before it, newest first, as many as are asked for, with what the conversation of the
-- reply at its end says of itself. Each step looks one row up in an index, and so does the conversation: with joins the
-- planner would read the whole tables. OFFSET 0 and MATERIALIZED keep it from making joins of these.
CREATE FUNCTION "branchPage"("replyId" UUID, "fromId" UUID, "most" INT) RETURNS JSONB LANGUAGE plpgsql VOLATILE AS $$
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
      SELECT c."systemPrompt", c."titled",
        c."drawsMemories" AND (SELECT u."drawsMemories" FROM "User" u WHERE u."id" = c."ownerId") AS "drawsMemories"
      FROM "Conversation" c
      WHERE c."id" = (SELECT r."conversationId" FROM "Message" r WHERE r."id" = "replyId")
    )
    SELECT jsonb_agg(jsonb_build_object('id', b."id", 'parentId', b."parentId", 'role', b."role",
      'content', b."content", 'number', b."number"::text, 'createdAt', b."createdAt",
      'summary', s."text", 'summaryTurns', s."turns", 'systemPrompt', c."systemPrompt", 'titled', c."titled",
      'drawsMemories', c."drawsMemories") ORDER BY b.depth)
    FROM conversation c, branch b
      LEFT JOIN LATERAL (SELECT "text", "turns" FROM "BranchSummary" WHERE "messageId" = b."id" OFFSET 0) s ON TRUE
  );
END $$;

-- Whether a reply of the conversation waits for others.
CREATE FUNCTION "isWaitedIn"("inConversation" UUID) RETURNS BOOLEAN LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RETURN EXISTS (SELECT FROM "Job" WHERE "conversationId" = "inConversation" AND "afterMessageId" IS NOT NULL
    AND "state" IN ('WAITING', 'DELAYED'));
END $$;
