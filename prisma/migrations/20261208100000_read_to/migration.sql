-- Up to which message a conversation was read by its owner. What was said before this migration counts as read: the
-- default of the column's first moment is given to all rows without writing any of them.
DO $$
DECLARE
  newest bigint;
BEGIN
  SELECT COALESCE(max("number"), 0) INTO newest FROM "Message";
  EXECUTE format('ALTER TABLE "Conversation" ADD COLUMN "readTo" BIGINT NOT NULL DEFAULT %s', newest);
END $$;

ALTER TABLE "Conversation" ALTER COLUMN "readTo" SET DEFAULT 0;
