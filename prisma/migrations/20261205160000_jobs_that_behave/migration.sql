ALTER TYPE "AuditAction" ADD VALUE 'JOBS_LISTED';
ALTER TYPE "AuditAction" ADD VALUE 'JOB_RETRIED';

-- Why a job failed for good, for administrators: in which way, and the types and codes of what was thrown.
CREATE TYPE "JobFailure" AS ENUM ('ATTEMPTS_FAILED', 'PROCESSES_DIED', 'TOO_LONG', 'REFUSED');
ALTER TABLE "Job" ADD COLUMN "failure" "JobFailure", ADD COLUMN "cause" TEXT;

-- Jobs are begun by their turns. The first of a user's jobs has an early turn however many others have stored before.
ALTER TABLE "Job" ADD COLUMN "turn" INTEGER NOT NULL DEFAULT 0;
CREATE INDEX "Job_turn_idx" ON "Job"("ownerId", ("kind" = 'REPLY'), "turn")
  WHERE "state" IN ('WAITING', 'DELAYED', 'ACTIVE');

-- The turn of a job that is stored now: after those of its owner's open jobs, and after those being worked on. The
-- second part lets a user with many jobs come in between users who ask for one again and again. Replies, for which
-- somebody waits, have turns of their own. When no job is open, turns begin at 0 again.
CREATE FUNCTION "nextTurn"("ofUser" UUID, "ofKind" "JobKind") RETURNS INTEGER LANGUAGE plpgsql STABLE AS $$
DECLARE
  "isReply" BOOLEAN := "ofKind" = 'REPLY';
  "last" INTEGER;
  "current" INTEGER;
BEGIN
  SELECT max(j."turn") INTO "last" FROM "Job" j
    WHERE j."ownerId" = "ofUser" AND (j."kind" = 'REPLY') = "isReply" AND j."state" IN ('WAITING', 'DELAYED', 'ACTIVE');
  SELECT max(j."turn") INTO "current" FROM "Job" j WHERE j."state" = 'ACTIVE' AND (j."kind" = 'REPLY') = "isReply";
  -- The queue's numbers end at 2097152.
  RETURN LEAST(COALESCE(GREATEST("last", "current") + 1, 0), 2000000);
END $$;
