import type pg from 'pg';

/**
 * So many ended jobs, each of a reply that is there. Nobody notes a change for each: the counts are stored as upkeep
 * would have added them up long ago.
 */
export async function fillJobs(client: pg.Client, count: number): Promise<void> {
  if (count === 0) return;
  await client.query('ALTER TABLE "Job" DISABLE TRIGGER "Job_came_ended"');
  await client.query(
    `INSERT INTO "Job" ("id", "ownerId", "kind", "state", "attempts", "input", "conversationId", "messageId",
       "fingerprint", "idempotencyKey", "startedAt", "finishedAt", "progress")
     SELECT gen_random_uuid(), m."ownerId", 'REPLY',
       (CASE m."number" % 50 WHEN 0 THEN 'FAILED' WHEN 1 THEN 'CANCELLED' ELSE 'COMPLETED' END)::"JobState", 1,
       jsonb_build_object('messageId', m."id", 'model', 'local/lex', 'voiceMode', false), m."conversationId", m."id",
       encode(sha256(m."id"::text::bytea), 'hex'), m."id"::text, now(), now(), 100
     FROM "Message" m WHERE m."role" = 'ASSISTANT' LIMIT $1`,
    [count],
  );
  await client.query('ALTER TABLE "Job" ENABLE TRIGGER "Job_came_ended"');
  await client.query(
    `INSERT INTO "JobTally" AS t ("state", "there", "gone") SELECT "state", count(*), 0 FROM "Job" GROUP BY "state"
     ON CONFLICT ("state") DO UPDATE SET "there" = t."there" + EXCLUDED."there"`,
  );
}
