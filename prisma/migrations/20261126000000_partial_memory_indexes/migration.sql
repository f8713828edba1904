-- Most memories neither expire nor were drawn from a message: they aren't in these indexes, and are stored faster.
DROP INDEX "Memory_sourceMessageId_idx";
DROP INDEX "Memory_expiresAt_idx";
CREATE INDEX "Memory_sourceMessageId_idx" ON "Memory"("sourceMessageId") WHERE "sourceMessageId" IS NOT NULL;
CREATE INDEX "Memory_expiresAt_idx" ON "Memory"("expiresAt") WHERE "expiresAt" IS NOT NULL;
