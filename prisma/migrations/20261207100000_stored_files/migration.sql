CREATE TYPE "FilePurpose" AS ENUM ('AUDIO', 'DOCUMENT', 'ATTACHMENT', 'EXPORT');

-- What is known of bytes that are kept elsewhere: in the data directory, or in an S3-compatible store.
CREATE TABLE "StoredFile" (
  "id" UUID NOT NULL,
  "ownerId" UUID NOT NULL,
  -- The message that it belongs to, and goes with.
  "messageId" UUID,
  "purpose" "FilePurpose" NOT NULL,
  "name" TEXT NOT NULL,
  "contentType" TEXT NOT NULL,
  "bytes" BIGINT NOT NULL,
  "sha256" TEXT NOT NULL,
  "place" TEXT NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "expiresAt" TIMESTAMPTZ(3),
  CONSTRAINT "StoredFile_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "StoredFile_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "User" ("id")
    ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "StoredFile_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "Message" ("id")
    ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "StoredFile_ownerId_idx" ON "StoredFile" ("ownerId");
CREATE INDEX "StoredFile_messageId_idx" ON "StoredFile" ("messageId") WHERE "messageId" IS NOT NULL;
CREATE INDEX "StoredFile_expiresAt_idx" ON "StoredFile" ("expiresAt") WHERE "expiresAt" IS NOT NULL;

-- Bytes that nobody needs, or that nobody will need if their writer has died: a row comes before the first byte, and
-- goes with the one that makes the file, or once the bytes are gone.
CREATE TABLE "FileRemoval" (
  "id" UUID NOT NULL,
  "place" TEXT NOT NULL,
  "dueAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  -- Somebody has begun to remove the bytes: no file is made of them any more.
  "claimed" BOOLEAN NOT NULL DEFAULT FALSE,
  CONSTRAINT "FileRemoval_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "FileRemoval_place_dueAt_idx" ON "FileRemoval" ("place", "dueAt");

-- However a file goes, by itself or with its user or message, its bytes go after it.
CREATE FUNCTION "removeFileBytes"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "FileRemoval" ("id", "place") SELECT "id", "place" FROM "gone" ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER "StoredFile_gone" AFTER DELETE ON "StoredFile" REFERENCING OLD TABLE AS "gone"
  FOR EACH STATEMENT EXECUTE FUNCTION "removeFileBytes"();

-- What the addresses of files are signed with, the same for all processes; made by the first one that starts.
CREATE TABLE "FileSigningKey" (
  "id" INTEGER NOT NULL DEFAULT 1,
  "key" BYTEA NOT NULL,
  CONSTRAINT "FileSigningKey_pkey" PRIMARY KEY ("id")
);
