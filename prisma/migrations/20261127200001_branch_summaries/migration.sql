-- How much of its branch a reply's model was given. Of replies that ended before, nobody knows it any more.
ALTER TABLE "Message" ADD COLUMN "context" JSONB;

-- What a branch says up to a message. It goes when that message does, and so when anything before it does.
CREATE TABLE "BranchSummary" (
  "messageId" UUID PRIMARY KEY REFERENCES "Message"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "ownerId" UUID NOT NULL REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "text" TEXT NOT NULL,
  "turns" INTEGER NOT NULL,
  "model" TEXT NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
CREATE INDEX "BranchSummary_ownerId_idx" ON "BranchSummary"("ownerId");

-- Of a conversation one summary is written at a time.
CREATE UNIQUE INDEX "Job_branch_summary_key" ON "Job"("conversationId")
  WHERE "kind" = 'SUMMARIZE_BRANCH' AND "state" IN ('WAITING', 'DELAYED', 'ACTIVE');

-- What use has taught of a model's context and of how it counts.
CREATE TABLE "ModelContext" (
  "model" TEXT PRIMARY KEY,
  "limitTokens" INTEGER,
  "limitLearnedAt" TIMESTAMPTZ(3),
  "tokensPerUnit" DOUBLE PRECISION
);
