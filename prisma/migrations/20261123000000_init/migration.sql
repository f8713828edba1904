CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN');
CREATE TYPE "MessageRole" AS ENUM ('USER', 'ASSISTANT', 'SYSTEM', 'TOOL');
CREATE TYPE "MessageState" AS ENUM ('PENDING', 'STREAMING', 'COMPLETED', 'STOPPED', 'FAILED');
CREATE TYPE "JobKind" AS ENUM ('REPLY', 'SPEECH', 'INGEST_DOCUMENT', 'SUMMARIZE_CONVERSATION', 'EXPORT_DATA');
CREATE TYPE "JobState" AS ENUM ('WAITING', 'DELAYED', 'ACTIVE', 'COMPLETED', 'FAILED', 'CANCELLED');

CREATE TABLE "User" (
  "id" UUID PRIMARY KEY,
  "name" TEXT NOT NULL,
  "role" "Role" NOT NULL DEFAULT 'USER',
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE "Conversation" (
  "id" UUID PRIMARY KEY,
  "activity" BIGSERIAL NOT NULL,
  "ownerId" UUID NOT NULL REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "title" TEXT NOT NULL,
  "titled" BOOLEAN NOT NULL DEFAULT FALSE,
  "archived" BOOLEAN NOT NULL DEFAULT FALSE,
  "systemPrompt" TEXT,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE UNIQUE INDEX "Conversation_activity_key" ON "Conversation"("activity");
CREATE INDEX "Conversation_ownerId_archived_activity_idx" ON "Conversation"("ownerId", "archived", "activity");

CREATE TABLE "Message" (
  "id" UUID PRIMARY KEY,
  "number" BIGSERIAL NOT NULL,
  "conversationId" UUID NOT NULL REFERENCES "Conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "ownerId" UUID NOT NULL,
  "parentId" UUID REFERENCES "Message"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "role" "MessageRole" NOT NULL,
  "state" "MessageState" NOT NULL,
  "content" TEXT NOT NULL,
  "voiceMode" BOOLEAN NOT NULL DEFAULT FALSE,
  "model" TEXT,
  "error" TEXT,
  "inputTokens" INTEGER,
  "outputTokens" INTEGER,
  "attempt" INTEGER NOT NULL DEFAULT 0,
  "recalled" JSONB NOT NULL DEFAULT '[]',
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE UNIQUE INDEX "Message_number_key" ON "Message"("number");
CREATE INDEX "Message_conversationId_number_idx" ON "Message"("conversationId", "number");
CREATE INDEX "Message_parentId_idx" ON "Message"("parentId");

CREATE TABLE "Job" (
  "id" UUID PRIMARY KEY,
  "number" BIGSERIAL NOT NULL,
  "ownerId" UUID NOT NULL REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "kind" "JobKind" NOT NULL,
  "state" "JobState" NOT NULL DEFAULT 'WAITING',
  "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
  "step" TEXT,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "attemptLimit" INTEGER NOT NULL DEFAULT 3,
  "revision" INTEGER NOT NULL DEFAULT 0,
  "cancelRequested" BOOLEAN NOT NULL DEFAULT FALSE,
  "error" TEXT,
  "result" JSONB,
  "input" JSONB NOT NULL,
  "fingerprint" TEXT,
  "idempotencyKey" TEXT,
  "conversationId" UUID REFERENCES "Conversation"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  "messageId" UUID REFERENCES "Message"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "startedAt" TIMESTAMPTZ(3),
  "finishedAt" TIMESTAMPTZ(3)
);
CREATE UNIQUE INDEX "Job_number_key" ON "Job"("number");
CREATE UNIQUE INDEX "Job_ownerId_idempotencyKey_key" ON "Job"("ownerId", "idempotencyKey");
CREATE INDEX "Job_ownerId_number_idx" ON "Job"("ownerId", "number");
CREATE INDEX "Job_state_number_idx" ON "Job"("state", "number");
CREATE INDEX "Job_messageId_idx" ON "Job"("messageId");
CREATE INDEX "Job_conversationId_idx" ON "Job"("conversationId");

CREATE TABLE "Memory" (
  "id" UUID PRIMARY KEY,
  "sequence" BIGINT NOT NULL,
  "number" BIGSERIAL NOT NULL,
  "ownerId" UUID NOT NULL REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "namespace" TEXT NOT NULL,
  "key" TEXT NOT NULL,
  "content" TEXT NOT NULL,
  "group" TEXT,
  "tags" TEXT[],
  "metadata" JSONB,
  "sourceMessageId" UUID REFERENCES "Message"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "expiresAt" TIMESTAMPTZ(3)
);
CREATE UNIQUE INDEX "Memory_sequence_key" ON "Memory"("sequence");
CREATE UNIQUE INDEX "Memory_number_key" ON "Memory"("number");
CREATE UNIQUE INDEX "Memory_ownerId_namespace_key_key" ON "Memory"("ownerId", "namespace", "key");
CREATE INDEX "Memory_ownerId_namespace_number_idx" ON "Memory"("ownerId", "namespace", "number");
CREATE INDEX "Memory_sourceMessageId_idx" ON "Memory"("sourceMessageId");
CREATE INDEX "Memory_expiresAt_idx" ON "Memory"("expiresAt");

CREATE TABLE "MemoryDeletion" (
  "sequence" BIGINT PRIMARY KEY,
  "memoryId" UUID NOT NULL,
  "ownerId" UUID NOT NULL,
  "deletedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE "MemoryCounter" (
  "id" INTEGER PRIMARY KEY DEFAULT 1 CHECK ("id" = 1),
  "value" BIGINT NOT NULL DEFAULT 0
);
INSERT INTO "MemoryCounter" ("id", "value") VALUES (1, 0);
