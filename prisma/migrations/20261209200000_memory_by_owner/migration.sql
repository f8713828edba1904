-- Each owner's changes of memory are numbered by a row of their own, so that writers of different owners never wait for
-- one another. What numbered those of everybody goes: a process of an older version, which doesn't know the new rows,
-- fails to write memories from here on, instead of numbering them past those who follow.
CREATE TABLE "MemoryRecord" (
  "ownerId" UUID PRIMARY KEY REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "number" BIGINT NOT NULL,
  "marks" BIGINT[]
-- Room on each page for the next version of a row, so that it needn't move.
) WITH (fillfactor = 50);

-- A mark is drawn at random with each write. Its lower half are those bits of the number that the write ended with.
CREATE FUNCTION "newMemoryMark"("number" BIGINT) RETURNS BIGINT LANGUAGE sql VOLATILE AS $$
  SELECT (hashtext(gen_random_uuid()::text)::bigint << 32) | ("number" & 4294967295)
$$;

INSERT INTO "MemoryRecord" ("ownerId", "number", "marks")
SELECT m."ownerId", max(m."sequence"), ARRAY["newMemoryMark"(max(m."sequence"))] FROM "Memory" m GROUP BY m."ownerId";

-- No process has a partition of these yet: none needs to be told what was deleted before.
DROP TABLE "MemoryDeletion";
CREATE TABLE "MemoryDeletion" (
  "ownerId" UUID NOT NULL REFERENCES "MemoryRecord"("ownerId") ON DELETE CASCADE ON UPDATE CASCADE,
  "sequence" BIGINT NOT NULL,
  "memoryId" UUID NOT NULL,
  PRIMARY KEY ("ownerId", "sequence")
);
DROP TABLE "MemoryCounter";

CREATE UNIQUE INDEX "Memory_ownerId_sequence_key" ON "Memory"("ownerId", "sequence");
DROP INDEX "Memory_sequence_key";

-- Takes the next numbers of an owner's changes, and draws the mark of the write that takes them. The owner's row is
-- locked until the commit, so that whoever has read a number has read all below it, or will never see them.
--
-- Of deletions those are kept that a partition may need which stands at one of the marks: older ones go here, a thousand
-- by each write, in the order of their numbers.
CREATE FUNCTION "nextMemoryNumbers"("ofOwner" UUID, "count" INT)
RETURNS TABLE ("before" BIGINT, "previous" BIGINT, "mark" BIGINT) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  "after" BIGINT;
  "all" BIGINT[];
  "oldest" BIGINT;
BEGIN
  INSERT INTO "MemoryRecord" AS r ("ownerId", "number", "marks")
    VALUES ("ofOwner", "count", ARRAY["newMemoryMark"("count")])
    ON CONFLICT ("ownerId") DO UPDATE SET "number" = r."number" + "count",
      "marks" = (CASE WHEN cardinality(r."marks") < 128 THEN r."marks" ELSE r."marks"[2:] END)
        || "newMemoryMark"(r."number" + "count")
    RETURNING r."number", r."marks" INTO "after", "all";
  IF cardinality("all") = 128 THEN
    "oldest" := "after" - (("after" - ("all"[1] & 4294967295)) & 4294967295);
    DELETE FROM "MemoryDeletion" d WHERE d."ownerId" = "ofOwner" AND d."sequence" IN (
      SELECT o."sequence" FROM "MemoryDeletion" o WHERE o."ownerId" = "ofOwner" AND o."sequence" <= "oldest"
      ORDER BY o."sequence" LIMIT 1000);
  END IF;
  RETURN QUERY SELECT "after" - "count", "all"[cardinality("all") - 1], "all"[cardinality("all")];
END $$;
