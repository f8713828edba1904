-- What went wrong, as a code that programs read.
ALTER TABLE "Job" ADD COLUMN "errorCode" TEXT;
ALTER TABLE "Message" ADD COLUMN "errorCode" TEXT;

-- The model that answers in a conversation where a message names none; null: the server's default.
ALTER TABLE "Conversation" ADD COLUMN "model" TEXT;

-- How many tokens a user wants to use in a day at most; null: as many as the server allows.
ALTER TABLE "User" ADD COLUMN "dailyTokenLimit" INTEGER;

CREATE TYPE "TokenUse" AS ENUM ('REPLY', 'SUMMARY', 'EXTRACTION', 'EMBEDDING');

-- What models were asked in a day of UTC, and what that took.
CREATE TABLE "TokenUsage" (
  "number" BIGSERIAL NOT NULL,
  "ownerId" UUID NOT NULL,
  "day" DATE NOT NULL,
  "use" "TokenUse" NOT NULL,
  "model" TEXT NOT NULL,
  "calls" INTEGER NOT NULL,
  "inputTokens" BIGINT NOT NULL,
  "outputTokens" BIGINT NOT NULL,
  CONSTRAINT "TokenUsage_pkey" PRIMARY KEY ("number"),
  CONSTRAINT "TokenUsage_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "TokenUsage_ownerId_day_use_model_key" ON "TokenUsage" ("ownerId", "day", "use", "model");
CREATE INDEX "TokenUsage_day_idx" ON "TokenUsage" ("day");

-- How many tokens of a day are gone: used, or reserved by calls that run. One row is of a user, the one whose id is
-- zeros of all of them.
CREATE TABLE "TokenDay" (
  "ownerId" UUID NOT NULL,
  "day" DATE NOT NULL,
  "gone" BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT "TokenDay_pkey" PRIMARY KEY ("ownerId", "day")
);
CREATE INDEX "TokenDay_day_idx" ON "TokenDay" ("day");

-- What a call of a model that runs may still use. When its process dies, the reservation ends by its time, and counts
-- as used: the provider has counted nobody knows how much.
CREATE TABLE "TokenReservation" (
  "id" UUID NOT NULL,
  "ownerId" UUID NOT NULL,
  "day" DATE NOT NULL,
  "use" "TokenUse" NOT NULL,
  "model" TEXT NOT NULL,
  "inputTokens" BIGINT NOT NULL,
  "outputTokens" BIGINT NOT NULL,
  "expiresAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "TokenReservation_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "TokenReservation_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "TokenReservation_ownerId_idx" ON "TokenReservation" ("ownerId");
CREATE INDEX "TokenReservation_expiresAt_idx" ON "TokenReservation" ("expiresAt");

-- The functions are VOLATILE: they read what was committed while they waited for a lock.

-- Adds tokens to what is gone of a day, for a user and then for all: taken in this order, the locks make no circle.
CREATE FUNCTION "addTokens"("ofUser" UUID, "onDay" DATE, "tokens" BIGINT) RETURNS VOID LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  INSERT INTO "TokenDay" AS d ("ownerId", "day", "gone") VALUES ("ofUser", "onDay", "tokens")
    ON CONFLICT ("ownerId", "day") DO UPDATE SET "gone" = d."gone" + EXCLUDED."gone";
  INSERT INTO "TokenDay" AS d ("ownerId", "day", "gone")
    VALUES ('00000000-0000-0000-0000-000000000000', "onDay", "tokens")
    ON CONFLICT ("ownerId", "day") DO UPDATE SET "gone" = d."gone" + EXCLUDED."gone";
END $$;

-- Reserves tokens for a call: those of its prompt, and of its answer as many as are left, up to what is wanted. It
-- answers how many of the answer's it has reserved, and less than "least" of them never: then who has none left.
-- Called again for the same call it adds to the reservation.
CREATE FUNCTION "reserveTokens"("forCall" UUID, "ofUser" UUID, "forUse" "TokenUse", "ofModel" TEXT, "prompt" BIGINT,
  "least" BIGINT, "wanted" BIGINT, "limitOfUser" BIGINT, "limitOfAll" BIGINT, "seconds" DOUBLE PRECISION)
RETURNS TABLE ("granted" BIGINT, "lacking" TEXT, "limit" BIGINT, "isLimited" BOOLEAN) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  "onDay" DATE;
  "ownLimit" BIGINT;
  "leftOfUser" BIGINT;
  "leftOfAll" BIGINT;
  "given" BIGINT;
BEGIN
  SELECT u."dailyTokenLimit" INTO "ownLimit" FROM "User" u WHERE u."id" = "ofUser" FOR KEY SHARE;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 0::bigint, 'missing', NULL::bigint, TRUE;
    RETURN;
  END IF;
  IF "ownLimit" IS NULL AND "limitOfUser" IS NULL AND "limitOfAll" IS NULL THEN
    RETURN QUERY SELECT "wanted", NULL::text, NULL::bigint, FALSE;
    RETURN;
  END IF;
  SELECT r."day" INTO "onDay" FROM "TokenReservation" r WHERE r."id" = "forCall";
  "onDay" := COALESCE("onDay", (now() AT TIME ZONE 'UTC')::date);
  PERFORM "addTokens"("ofUser", "onDay", 0);
  SELECT LEAST("ownLimit", "limitOfUser") - d."gone" - "prompt" INTO "leftOfUser"
    FROM "TokenDay" d WHERE d."ownerId" = "ofUser" AND d."day" = "onDay";
  SELECT "limitOfAll" - d."gone" - "prompt" INTO "leftOfAll"
    FROM "TokenDay" d WHERE d."ownerId" = '00000000-0000-0000-0000-000000000000' AND d."day" = "onDay";
  "given" := LEAST("wanted", "leftOfUser", "leftOfAll");
  IF "given" < "least" THEN
    RETURN QUERY SELECT 0::bigint,
      CASE WHEN "leftOfUser" >= "least" IS NOT FALSE THEN 'all'
        WHEN "ownLimit" <= "limitOfUser" OR "limitOfUser" IS NULL THEN 'own' ELSE 'user' END,
      CASE WHEN "leftOfUser" >= "least" IS NOT FALSE THEN "limitOfAll" ELSE LEAST("ownLimit", "limitOfUser") END,
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

-- Adds what a call has used to what is counted of its day.
CREATE FUNCTION "countTokens"("ofUser" UUID, "onDay" DATE, "forUse" "TokenUse", "ofModel" TEXT, "input" BIGINT,
  "output" BIGINT) RETURNS VOID LANGUAGE sql VOLATILE AS $$
  INSERT INTO "TokenUsage" AS u ("ownerId", "day", "use", "model", "calls", "inputTokens", "outputTokens")
  VALUES ("ofUser", "onDay", "forUse", "ofModel", 1, "input", "output")
  ON CONFLICT ("ownerId", "day", "use", "model") DO UPDATE SET "calls" = u."calls" + 1,
    "inputTokens" = u."inputTokens" + EXCLUDED."inputTokens", "outputTokens" = u."outputTokens" + EXCLUDED."outputTokens";
$$;

-- Counts what a call has used, in place of what it had reserved. A call that had reserved something is counted once,
-- though this be called again. Where the user is gone nothing is counted, and what was reserved stays gone for all until
-- the day ends.
CREATE FUNCTION "settleTokens"("ofCall" UUID, "ofUser" UUID, "forUse" "TokenUse", "ofModel" TEXT, "input" BIGINT,
  "output" BIGINT, "hasReserved" BOOLEAN) RETURNS VOID LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  "reserved" "TokenReservation"%ROWTYPE;
  "onDay" DATE;
BEGIN
  PERFORM FROM "User" u WHERE u."id" = "ofUser" FOR KEY SHARE;
  IF NOT FOUND THEN RETURN; END IF;
  DELETE FROM "TokenReservation" r WHERE r."id" = "ofCall" RETURNING * INTO "reserved";
  IF "hasReserved" AND "reserved"."id" IS NULL THEN RETURN; END IF;
  "onDay" := COALESCE("reserved"."day", (now() AT TIME ZONE 'UTC')::date);
  IF "input" + "output" > 0 THEN
    PERFORM "countTokens"("ofUser", "onDay", "forUse", "ofModel", "input", "output");
  END IF;
  PERFORM "addTokens"("ofUser", "onDay",
    "input" + "output" - COALESCE("reserved"."inputTokens" + "reserved"."outputTokens", 0));
END $$;

-- Counts what was reserved by calls whose time is over as used, and drops the days that nobody asks for any more. Rows
-- are taken in one order, so that two who do this at once don't wait for each other.
CREATE FUNCTION "settleExpiredTokens"("most" INT) RETURNS VOID LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  "reserved" "TokenReservation"%ROWTYPE;
BEGIN
  FOR "reserved" IN
    SELECT * FROM "TokenReservation" r WHERE r."expiresAt" < now()
    ORDER BY r."ownerId", r."day", r."use", r."model" LIMIT "most" FOR UPDATE SKIP LOCKED
  LOOP
    DELETE FROM "TokenReservation" r WHERE r."id" = "reserved"."id";
    PERFORM "countTokens"("reserved"."ownerId", "reserved"."day", "reserved"."use", "reserved"."model",
      "reserved"."inputTokens", "reserved"."outputTokens");
  END LOOP;
  DELETE FROM "TokenDay" d WHERE d."day" < (now() AT TIME ZONE 'UTC')::date - 1;
END $$;
