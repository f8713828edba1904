-- What was imported from where, by the names that its source gives it, so that the same archive again adds nothing.
CREATE TYPE "ImportSource" AS ENUM ('CHATGPT', 'CLAUDE', 'OPEN_WEBUI', 'LIBRECHAT', 'LEX');

CREATE TABLE "ImportedConversation" (
  "ownerId" UUID NOT NULL REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "source" "ImportSource" NOT NULL,
  "sourceId" TEXT NOT NULL,
  "conversationId" UUID NOT NULL REFERENCES "Conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  PRIMARY KEY ("ownerId", "source", "sourceId")
);
CREATE UNIQUE INDEX "ImportedConversation_conversationId_key" ON "ImportedConversation"("conversationId");

CREATE TABLE "ImportedMessage" (
  "conversationId" UUID NOT NULL REFERENCES "Conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "sourceId" TEXT NOT NULL,
  "messageId" UUID NOT NULL REFERENCES "Message"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  PRIMARY KEY ("conversationId", "sourceId")
);
CREATE UNIQUE INDEX "ImportedMessage_messageId_key" ON "ImportedMessage"("messageId");

-- Which bytes of an archive were fetched: an int8multirange, as text. Once that is all of them, the archive goes.
ALTER TABLE "StoredFile" ADD COLUMN "fetched" TEXT NOT NULL DEFAULT '{}';
