-- The jobs that had ended before changes were noted. It is a transaction after the one that notes them, so that nobody
-- who ends jobs waits for it; and one statement, which sees jobs and changes as they are at one moment.
INSERT INTO "JobTallyChange" ("state", "there", "gone")
SELECT c."state", c."count" - COALESCE(k."there", 0), 0
FROM (
  SELECT "state", count(*) AS "count" FROM "Job" WHERE "state" IN ('COMPLETED', 'FAILED', 'CANCELLED') GROUP BY "state"
) c
LEFT JOIN (SELECT "state", sum("there")::bigint AS "there" FROM "JobTallyChange" GROUP BY "state") k USING ("state")
WHERE c."count" <> COALESCE(k."there", 0);
