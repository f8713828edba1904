ALTER TYPE "AuditAction" ADD VALUE 'USER_UPDATED';

-- How many tokens an administrator allows a user in a day; null: as many as the server allows each.
ALTER TABLE "User" ADD COLUMN "allowedDailyTokens" INTEGER;

-- The order in which users were made. The local user, whom each deployment has, is the first of each: so the users of
-- an export get in its way nowhere.
ALTER TABLE "User" ADD COLUMN "number" BIGINT;
CREATE SEQUENCE "User_number_seq" AS BIGINT OWNED BY "User"."number";
UPDATE "User" SET "number" = o."number"
FROM (
  SELECT "id", nextval('"User_number_seq"') AS "number"
  FROM (SELECT "id" FROM "User" ORDER BY "createdAt", "id") AS made
) AS o
WHERE "User"."id" = o."id";
UPDATE "User" SET "number" = 0 WHERE "id" = '00000000-0000-4000-8000-000000000001';
ALTER TABLE "User" ALTER COLUMN "number" SET DEFAULT nextval('"User_number_seq"');
ALTER TABLE "User" ALTER COLUMN "number" SET NOT NULL;
CREATE UNIQUE INDEX "User_number_key" ON "User" ("number");

-- Names are folded by Lex when they are first searched, as titles are (20261127000000_folded_titles).
ALTER TABLE "User" ADD COLUMN "foldedName" TEXT;

CREATE FUNCTION "forget_folded_name"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."foldedName" := NULL;
  RETURN NEW;
END
$$;
CREATE TRIGGER "User_name_changed" BEFORE UPDATE OF "name" ON "User"
  FOR EACH ROW WHEN (NEW."name" IS DISTINCT FROM OLD."name") EXECUTE FUNCTION "forget_folded_name"();

-- As before (20261201000000_token_budgets), but what an administrator allows a user takes the place of what the server
-- allows each. Who changes that locks the user's row of the day, after which this function reads it: so nothing is
-- reserved by what held before once the change is told.
CREATE OR REPLACE FUNCTION "reserveTokens"("forCall" UUID, "ofUser" UUID, "forUse" "TokenUse", "ofModel" TEXT,
  "prompt" BIGINT, "least" BIGINT, "wanted" BIGINT, "limitOfUser" BIGINT, "limitOfAll" BIGINT,
  "seconds" DOUBLE PRECISION)
RETURNS TABLE ("granted" BIGINT, "lacking" TEXT, "limit" BIGINT, "isLimited" BOOLEAN) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  "onDay" DATE;
  "ownLimit" BIGINT;
  "allowed" BIGINT;
  "leftOfUser" BIGINT;
  "leftOfAll" BIGINT;
  "given" BIGINT;
BEGIN
  SELECT u."dailyTokenLimit", COALESCE(u."allowedDailyTokens", "limitOfUser") INTO "ownLimit", "allowed"
    FROM "User" u WHERE u."id" = "ofUser" FOR KEY SHARE;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 0::bigint, 'missing', NULL::bigint, TRUE;
    RETURN;
  END IF;
  IF "ownLimit" IS NULL AND "allowed" IS NULL AND "limitOfAll" IS NULL THEN
    RETURN QUERY SELECT "wanted", NULL::text, NULL::bigint, FALSE;
    RETURN;
  END IF;
  SELECT r."day" INTO "onDay" FROM "TokenReservation" r WHERE r."id" = "forCall";
  "onDay" := COALESCE("onDay", (now() AT TIME ZONE 'UTC')::date);
  PERFORM "addTokens"("ofUser", "onDay", 0);
  SELECT u."dailyTokenLimit", COALESCE(u."allowedDailyTokens", "limitOfUser") INTO "ownLimit", "allowed"
    FROM "User" u WHERE u."id" = "ofUser";
  SELECT LEAST("ownLimit", "allowed") - d."gone" - "prompt" INTO "leftOfUser"
    FROM "TokenDay" d WHERE d."ownerId" = "ofUser" AND d."day" = "onDay";
  SELECT "limitOfAll" - d."gone" - "prompt" INTO "leftOfAll"
    FROM "TokenDay" d WHERE d."ownerId" = '00000000-0000-0000-0000-000000000000' AND d."day" = "onDay";
  "given" := LEAST("wanted", "leftOfUser", "leftOfAll");
  IF "given" < "least" THEN
    RETURN QUERY SELECT 0::bigint,
      CASE WHEN "leftOfUser" >= "least" IS NOT FALSE THEN 'all'
        WHEN "ownLimit" <= "allowed" OR "allowed" IS NULL THEN 'own' ELSE 'user' END,
      CASE WHEN "leftOfUser" >= "least" IS NOT FALSE THEN "limitOfAll" ELSE LEAST("ownLimit", "allowed") END,
      TRUE;
    RETURN;
  END IF;
  PERFORM "addTokens"("ofUser", "onDay", "prompt" + "given");
  INSERT INTO "TokenReservation" AS r
    ("id", "ownerId", "day", "use", "model", "inputTokens", "outputTokens", "expiresAt")
    VALUES ("forCall", "ofUser", "onDay", "forUse", "ofModel", "prompt", "given",
      now() + make_interval(secs => "seconds"))
    ON CONFLICT ("id") DO UPDATE SET "inputTokens" = r."inputTokens" + EXCLUDED."inputTokens",
      "outputTokens" = r."outputTokens" + EXCLUDED."outputTokens", "expiresAt" = EXCLUDED."expiresAt";
  RETURN QUERY SELECT "given", NULL::text, NULL::bigint, TRUE;
END $$;
