-- A message up to which no reply of the branch may be open when the job begins.
ALTER TABLE "Job" ADD COLUMN "afterMessageId" UUID;

-- Those that may wait, by their conversation.
CREATE INDEX "Job_waiting_idx" ON "Job"("conversationId")
  WHERE "afterMessageId" IS NOT NULL AND "state" IN ('WAITING', 'DELAYED');

-- The replies in the branch up to a message that have not ended. One that was begun followed none that was open, so the
-- walk goes back over questions and replies that were never begun only.
CREATE FUNCTION "openReplies"("upTo" UUID) RETURNS SETOF UUID LANGUAGE sql STABLE AS $$
  WITH RECURSIVE branch AS (
    SELECT "id", "parentId", "state", "attempt" FROM "Message" WHERE "id" = "upTo"
    UNION ALL
    SELECT m."id", m."parentId", m."state", m."attempt"
    FROM branch b, LATERAL (SELECT * FROM "Message" WHERE "id" = b."parentId" OFFSET 0) m WHERE b."attempt" = 0
  )
  SELECT "id" FROM branch WHERE "state" IN ('PENDING', 'STREAMING')
$$;
