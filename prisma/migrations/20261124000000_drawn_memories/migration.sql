-- The new value is used only by later transactions, as PostgreSQL asks for.
ALTER TYPE "JobKind" ADD VALUE 'DRAW_MEMORIES';

ALTER TABLE "User" ADD COLUMN "drawsMemories" BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE "Conversation" ADD COLUMN "drawsMemories" BOOLEAN NOT NULL DEFAULT TRUE;

-- What was remembered before this was told to be: it is kept.
ALTER TABLE "Memory" ADD COLUMN "kept" BOOLEAN NOT NULL DEFAULT TRUE;
CREATE INDEX "Memory_orphan_idx" ON "Memory"("ownerId") WHERE NOT "kept" AND "sourceMessageId" IS NULL;

CREATE TABLE "MemoryVersion" (
  "number" BIGSERIAL PRIMARY KEY,
  "memoryId" UUID NOT NULL REFERENCES "Memory"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "content" TEXT NOT NULL,
  "sourceMessageId" UUID REFERENCES "Message"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "replacedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX "MemoryVersion_memoryId_number_idx" ON "MemoryVersion"("memoryId", "number");
CREATE INDEX "MemoryVersion_sourceMessageId_idx" ON "MemoryVersion"("sourceMessageId");

-- A memory that is remembered again after it had expired is a new one: its row gets a new createdAt, and has no history.
CREATE FUNCTION "forgetMemoryVersions"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "MemoryVersion" WHERE "memoryId" = NEW."id";
  RETURN NULL;
END
$$;
CREATE TRIGGER "Memory_new_again" AFTER UPDATE OF "createdAt" ON "Memory"
  FOR EACH ROW WHEN (OLD."createdAt" IS DISTINCT FROM NEW."createdAt") EXECUTE FUNCTION "forgetMemoryVersions"();
