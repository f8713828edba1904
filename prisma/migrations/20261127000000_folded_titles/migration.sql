-- What a database takes for upper and lower case depends on its locale, so titles are folded by Lex, when they are first
-- searched. Whoever changes a title without folding it anew, as an older version does, leaves nothing stale behind.
ALTER TABLE "Conversation" ADD COLUMN "foldedTitle" TEXT;
CREATE INDEX "Conversation_unfolded_idx" ON "Conversation"("ownerId") WHERE "foldedTitle" IS NULL;

CREATE FUNCTION "forget_folded_title"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."foldedTitle" := NULL;
  RETURN NEW;
END
$$;
CREATE TRIGGER "Conversation_title_changed" BEFORE UPDATE OF "title" ON "Conversation"
  FOR EACH ROW WHEN (NEW."title" IS DISTINCT FROM OLD."title") EXECUTE FUNCTION "forget_folded_title"();
