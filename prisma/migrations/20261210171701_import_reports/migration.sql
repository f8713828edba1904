-- The report of an import names conversations by their titles. When one is deleted its title goes from there, too,
-- however the conversation goes: entries of the report know the conversation that they tell of.
CREATE FUNCTION "forgetImportedTitles"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "Job" j SET "result" = jsonb_set(j."result", '{leftOut}', (
    SELECT COALESCE(jsonb_agg(
      CASE WHEN g."id" IS NULL THEN e."entry" ELSE e."entry" || '{"where": ""}' END ORDER BY e."at"), '[]')
    FROM jsonb_array_elements(j."result" -> 'leftOut') WITH ORDINALITY e("entry", "at")
      LEFT JOIN "gone" g ON g."id"::text = e."entry" ->> 'conversationId'
  ))
  WHERE j."ownerId" IN (SELECT "ownerId" FROM "gone") AND j."kind" = 'IMPORT_CONVERSATIONS'
    AND EXISTS (SELECT FROM "gone" g
      WHERE j."result" -> 'leftOut' @> jsonb_build_array(jsonb_build_object('conversationId', g."id"::text)));
  RETURN NULL;
END $$;
CREATE TRIGGER "Conversation_gone" AFTER DELETE ON "Conversation" REFERENCING OLD TABLE AS "gone"
  FOR EACH STATEMENT EXECUTE FUNCTION "forgetImportedTitles"();
