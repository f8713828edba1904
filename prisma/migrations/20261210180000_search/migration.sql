-- The words by which messages are found, made by Lex (src/chat/search/wording.ts). They have a table of their own: rows
-- of messages stay as narrow as they were, and nothing is written to them. A message that changes has its words changed
-- by the same statement, and they go with it.
CREATE TABLE "MessageWords" (
    "messageId" UUID NOT NULL,
    "ownerId" UUID NOT NULL,
    "conversationId" UUID NOT NULL,
    "number" BIGINT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "version" TEXT NOT NULL,
    "words" TSVECTOR NOT NULL,

    CONSTRAINT "MessageWords_pkey" PRIMARY KEY ("messageId")
);
ALTER TABLE "MessageWords" ADD CONSTRAINT "MessageWords_messageId_fkey"
  FOREIGN KEY ("messageId") REFERENCES "Message"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "MessageWords_ownerId_number_idx" ON "MessageWords"("ownerId", "number");
-- Each word begins with a part of its owner's id, so those of an owner lie side by side: the words of a message go to
-- few pages, and needn't be gathered first, where each search would have to read through them.
CREATE INDEX "MessageWords_words_idx" ON "MessageWords" USING gin ("words") WITH (fastupdate = off);

-- A single row: how far the messages that were there before, or that somebody else has written, were looked through.
CREATE TABLE "WordsProgress" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "version" TEXT NOT NULL DEFAULT '',
    "checkedTo" BIGINT NOT NULL DEFAULT 0,
    "claimedUntil" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),

    CONSTRAINT "WordsProgress_pkey" PRIMARY KEY ("id")
);
INSERT INTO "WordsProgress" DEFAULT VALUES;

-- What stands before each word of an owner: src/chat/search/lexeme.ts has it too.
CREATE FUNCTION "ownerPrefix"("ownerId" UUID) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$
  SELECT left("ownerId"::text, 6)
$$;

-- The words of a message with those that say where it is: its conversation, and its place among all messages, in steps
-- of four sizes. By these a search reads the newest of many without reading the others. No word of a text begins as
-- they do.
CREATE FUNCTION "placedWords"("ownerId" UUID, "conversationId" UUID, "number" BIGINT, "words" TSVECTOR) RETURNS TSVECTOR
LANGUAGE sql IMMUTABLE AS $$
  SELECT "words" || array_to_tsvector(ARRAY[
    "ownerPrefix"("ownerId") || '@' || left("conversationId"::text, 8),
    "ownerPrefix"("ownerId") || '#12:' || ("number" >> 12),
    "ownerPrefix"("ownerId") || '#16:' || ("number" >> 16),
    "ownerPrefix"("ownerId") || '#20:' || ("number" >> 20),
    "ownerPrefix"("ownerId") || '#24:' || ("number" >> 24)
  ])
$$;

-- The words by which conversations are found by their titles: each word, and each part of one that goes to its end, so
-- that the beginning of a part finds every part of it. A title is folded when it is first searched for; the row is made
-- with that, whoever does it, and goes when the title changes.
CREATE TABLE "TitleWords" (
    "conversationId" UUID NOT NULL,
    "words" TSVECTOR NOT NULL,

    CONSTRAINT "TitleWords_pkey" PRIMARY KEY ("conversationId")
);
ALTER TABLE "TitleWords" ADD CONSTRAINT "TitleWords_conversationId_fkey"
  FOREIGN KEY ("conversationId") REFERENCES "Conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "TitleWords_words_idx" ON "TitleWords" USING gin ("words") WITH (fastupdate = off);

CREATE FUNCTION "titleWords"("ownerId" UUID, "foldedTitle" TEXT) RETURNS TSVECTOR LANGUAGE sql IMMUTABLE AS $$
  SELECT array_to_tsvector(COALESCE(array_agg(DISTINCT "ownerPrefix"("ownerId") || part), '{}'))
  FROM (SELECT left(word, 100) AS word FROM unnest(string_to_array("foldedTitle", ' ')) word WHERE word <> '') w,
    LATERAL (
      SELECT '^' || w.word AS part
      UNION ALL SELECT substr(w.word, at, 64) FROM generate_series(1, length(w.word)) at
    ) p
$$;

CREATE FUNCTION "keep_title_words"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."foldedTitle" IS NULL THEN
    DELETE FROM "TitleWords" WHERE "conversationId" = NEW."id";
  ELSE
    INSERT INTO "TitleWords" VALUES (NEW."id", "titleWords"(NEW."ownerId", NEW."foldedTitle"))
    ON CONFLICT ("conversationId") DO UPDATE SET "words" = EXCLUDED."words";
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER "Conversation_folded_title_changed" AFTER UPDATE ON "Conversation"
  FOR EACH ROW WHEN (NEW."foldedTitle" IS DISTINCT FROM OLD."foldedTitle") EXECUTE FUNCTION "keep_title_words"();
CREATE TRIGGER "Conversation_folded_title_came" AFTER INSERT ON "Conversation"
  FOR EACH ROW WHEN (NEW."foldedTitle" IS NOT NULL) EXECUTE FUNCTION "keep_title_words"();
