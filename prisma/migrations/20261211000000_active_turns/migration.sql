-- The highest turn of those being worked on is the last entry of an index: however many there are, a new job reads one.
-- Replies have an index of their own, since they have turns of their own.
CREATE INDEX "Job_active_reply_turn_idx" ON "Job"("turn") WHERE "state" = 'ACTIVE' AND "kind" = 'REPLY';
CREATE INDEX "Job_active_other_turn_idx" ON "Job"("turn") WHERE "state" = 'ACTIVE' AND "kind" <> 'REPLY';

CREATE OR REPLACE FUNCTION "nextTurn"("ofUser" UUID, "ofKind" "JobKind") RETURNS INTEGER LANGUAGE plpgsql STABLE AS $$
DECLARE
  "isReply" BOOLEAN := "ofKind" = 'REPLY';
  "last" INTEGER;
  "current" INTEGER;
BEGIN
  SELECT max(j."turn") INTO "last" FROM "Job" j
    WHERE j."ownerId" = "ofUser" AND (j."kind" = 'REPLY') = "isReply" AND j."state" IN ('WAITING', 'DELAYED', 'ACTIVE');
  -- Each asks with the words of its index: one that named the kind by a variable would be planned without it.
  IF "isReply" THEN
    SELECT max(j."turn") INTO "current" FROM "Job" j WHERE j."state" = 'ACTIVE' AND j."kind" = 'REPLY';
  ELSE
    SELECT max(j."turn") INTO "current" FROM "Job" j WHERE j."state" = 'ACTIVE' AND j."kind" <> 'REPLY';
  END IF;
  -- The queue's numbers end at 2097152.
  RETURN LEAST(COALESCE(GREATEST("last", "current") + 1, 0), 2000000);
END $$;
