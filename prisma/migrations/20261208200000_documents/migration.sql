-- Documents that were read into memory. Their parts are memories, which are recalled while the document is READY: so a
-- document is there, is replaced and is gone as one, for whoever recalls, by one change of one row.
CREATE TYPE "DocumentState" AS ENUM ('READING', 'READY', 'FAILED', 'LEAVING');
CREATE TYPE "DocumentType" AS ENUM ('TEXT', 'MARKDOWN', 'HTML', 'PDF', 'DOCX', 'EPUB');

CREATE TABLE "Document" (
  "id" UUID PRIMARY KEY,
  "number" BIGSERIAL NOT NULL,
  "ownerId" UUID NOT NULL REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "namespace" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "state" "DocumentState" NOT NULL DEFAULT 'READING',
  "type" "DocumentType",
  "claimedType" TEXT NOT NULL,
  "bytes" INTEGER NOT NULL,
  "sha256" TEXT NOT NULL,
  "pages" INTEGER,
  "parts" INTEGER NOT NULL DEFAULT 0,
  -- No reference: rows are moved to another deployment, and files are not.
  "fileId" UUID,
  "jobId" UUID REFERENCES "Job"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE UNIQUE INDEX "Document_number_key" ON "Document"("number");
CREATE INDEX "Document_ownerId_number_idx" ON "Document"("ownerId", "number");
CREATE INDEX "Document_jobId_idx" ON "Document"("jobId");
-- Of a name one document is ready at a time.
CREATE UNIQUE INDEX "Document_ready_key" ON "Document"("ownerId", "namespace", "name") WHERE "state" = 'READY';
-- What is still to be cleared away.
CREATE INDEX "Document_left_idx" ON "Document"("number") WHERE "state" IN ('FAILED', 'LEAVING');

-- A document goes when its parts have gone, since each part that goes is noted for the indexes of all processes.
ALTER TABLE "Memory" ADD COLUMN "documentId" UUID REFERENCES "Document"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "Memory_documentId_idx" ON "Memory"("documentId") WHERE "documentId" IS NOT NULL;

-- Which parts of documents a reply rests on: see src/chat/citations.
ALTER TABLE "Message" ADD COLUMN "citations" JSONB NOT NULL DEFAULT '[]';
