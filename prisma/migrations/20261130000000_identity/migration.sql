-- Who a user is to those who let them in: whoever names them (issuer) and under what name (subject). Users whom this
-- deployment names itself have the issuer "lex"; the local user has none until it is given to somebody.
ALTER TABLE "User"
  ADD COLUMN "issuer" TEXT,
  ADD COLUMN "subject" TEXT,
  -- Raised to end all that runs for them.
  ADD COLUMN "epoch" INTEGER NOT NULL DEFAULT 0;

CREATE UNIQUE INDEX "User_issuer_subject_key" ON "User" ("issuer", "subject");

CREATE TYPE "KeyScope" AS ENUM ('READ', 'CHAT', 'ADMIN');

CREATE TABLE "ApiKey" (
  "id" UUID NOT NULL,
  "number" BIGSERIAL NOT NULL,
  "ownerId" UUID NOT NULL,
  "name" TEXT NOT NULL,
  "prefix" TEXT NOT NULL,
  "hash" BYTEA NOT NULL,
  "scopes" "KeyScope"[],
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "lastUsedAt" TIMESTAMPTZ(3),
  "expiresAt" TIMESTAMPTZ(3),
  "revokedAt" TIMESTAMPTZ(3),
  CONSTRAINT "ApiKey_scopes_check" CHECK ("scopes" IS NOT NULL),
  CONSTRAINT "ApiKey_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "ApiKey_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE UNIQUE INDEX "ApiKey_number_key" ON "ApiKey" ("number");
CREATE UNIQUE INDEX "ApiKey_hash_key" ON "ApiKey" ("hash");
CREATE INDEX "ApiKey_ownerId_number_idx" ON "ApiKey" ("ownerId", "number");
