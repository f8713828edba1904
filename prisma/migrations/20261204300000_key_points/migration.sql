-- How many points a key may use in a minute, of those that its owner may; null: as many as they.
ALTER TABLE "ApiKey" ADD COLUMN "pointsPerMinute" INTEGER;
