-- Of these kinds an owner has one open job at a time.
CREATE UNIQUE INDEX "Job_sole_key" ON "Job"("ownerId", "kind")
  WHERE "kind" IN ('EMBED_MEMORIES', 'REBUILD_MEMORY', 'CHECK_MEMORY') AND "state" IN ('WAITING', 'DELAYED', 'ACTIVE');
-- When embedding failed last, so that it isn't begun again at once.
CREATE INDEX "Job_embedding_ended_idx" ON "Job"("ownerId", "finishedAt")
  WHERE "kind" = 'EMBED_MEMORIES' AND "state" IN ('FAILED', 'CANCELLED');

ALTER TABLE "Memory" ADD COLUMN "embeddedBy" TEXT;
CREATE INDEX "Memory_embeddedBy_ownerId_idx" ON "Memory"("embeddedBy", "ownerId");

CREATE TABLE "MemoryVector" (
  "memoryId" UUID PRIMARY KEY REFERENCES "Memory"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "model" TEXT NOT NULL,
  "scale" DOUBLE PRECISION NOT NULL,
  "numbers" BYTEA NOT NULL
);

-- A vector is of what the memory said: whoever changes that takes it away, in the same statement.
CREATE FUNCTION "forgetMemoryVector"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."embeddedBy" := NULL;
  DELETE FROM "MemoryVector" WHERE "memoryId" = NEW."id";
  RETURN NEW;
END
$$;
CREATE TRIGGER "Memory_new_content" BEFORE UPDATE OF "content" ON "Memory"
  FOR EACH ROW WHEN (OLD."content" IS DISTINCT FROM NEW."content") EXECUTE FUNCTION "forgetMemoryVector"();
