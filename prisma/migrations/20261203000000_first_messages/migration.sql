-- The first messages of a conversation, which have no parent, are siblings: they are looked up without reading the
-- others.
CREATE INDEX "Message_first_idx" ON "Message"("conversationId", "number") WHERE "parentId" IS NULL;
