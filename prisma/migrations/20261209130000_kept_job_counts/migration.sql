-- How many jobs have ended in each way: "there" have their row, "gone" had one. Whoever ends a job, opens one again or
-- deletes one adds a row of changes in the same transaction, so that a crash leaves both or neither. Nobody waits for
-- anybody, since rows are only added; upkeep adds them up. A count is the sum over both tables, in one statement.
CREATE TABLE "JobTally" (
  "state" "JobState" PRIMARY KEY,
  "there" BIGINT NOT NULL,
  "gone" BIGINT NOT NULL
);
CREATE TABLE "JobTallyChange" (
  "number" BIGSERIAL PRIMARY KEY,
  "state" "JobState" NOT NULL,
  "there" BIGINT NOT NULL,
  "gone" BIGINT NOT NULL
);

CREATE FUNCTION "tallyJob"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD."state" IN ('COMPLETED', 'FAILED', 'CANCELLED') THEN
      INSERT INTO "JobTallyChange" ("state", "there", "gone") VALUES (OLD."state", -1, 0);
    END IF;
  END IF;
  IF NEW."state" IN ('COMPLETED', 'FAILED', 'CANCELLED') THEN
    INSERT INTO "JobTallyChange" ("state", "there", "gone") VALUES (NEW."state", 1, 0);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "Job_moved" AFTER UPDATE OF "state" ON "Job" FOR EACH ROW
  WHEN (OLD."state" <> NEW."state" AND (OLD."state" IN ('COMPLETED', 'FAILED', 'CANCELLED')
    OR NEW."state" IN ('COMPLETED', 'FAILED', 'CANCELLED')))
  EXECUTE FUNCTION "tallyJob"();
-- One that comes from another deployment.
CREATE TRIGGER "Job_came_ended" AFTER INSERT ON "Job" FOR EACH ROW
  WHEN (NEW."state" IN ('COMPLETED', 'FAILED', 'CANCELLED')) EXECUTE FUNCTION "tallyJob"();

-- Many are deleted at a time.
CREATE FUNCTION "tallyGoneJobs"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "JobTallyChange" ("state", "there", "gone")
  SELECT "state", -count(*), count(*) FROM "left" WHERE "state" IN ('COMPLETED', 'FAILED', 'CANCELLED')
  GROUP BY "state";
  RETURN NULL;
END $$;
CREATE TRIGGER "Job_gone" AFTER DELETE ON "Job" REFERENCING OLD TABLE AS "left" FOR EACH STATEMENT
  EXECUTE FUNCTION "tallyGoneJobs"();

-- The idempotency keys of jobs that are deleted some time after they have ended. The message that a job was for has
-- what came of it.
CREATE TABLE "SpentKey" (
  "jobId" UUID PRIMARY KEY,
  "ownerId" UUID NOT NULL REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "key" TEXT NOT NULL,
  "fingerprint" TEXT,
  "messageId" UUID REFERENCES "Message"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  "keptAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX "SpentKey_ownerId_key_key" ON "SpentKey"("ownerId", "key");
CREATE INDEX "SpentKey_messageId_idx" ON "SpentKey"("messageId");

-- A job with a key that another had is stored as little as one whose key another has.
CREATE FUNCTION "refuseSpentKey"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM "SpentKey" s
    WHERE s."ownerId" = NEW."ownerId" AND s."key" = NEW."idempotencyKey" AND s."jobId" <> NEW."id") THEN
    RETURN NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "Job_spent_key" BEFORE INSERT ON "Job" FOR EACH ROW
  WHEN (NEW."idempotencyKey" IS NOT NULL) EXECUTE FUNCTION "refuseSpentKey"();
