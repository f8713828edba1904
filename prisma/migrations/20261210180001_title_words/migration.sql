-- The titles that were folded before, in a migration of its own: nobody who changes one waits for it.
INSERT INTO "TitleWords"
SELECT "id", "titleWords"("ownerId", "foldedTitle") FROM "Conversation" WHERE "foldedTitle" IS NOT NULL
ON CONFLICT ("conversationId") DO NOTHING;
