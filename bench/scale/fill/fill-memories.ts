import type pg from 'pg';
import { inParts } from './insert.ts';

/** How many memories a statement stores. */
const AT_ONCE = 50_000;

/** Gives a client's session the texts of memories, so that they are sent once. They go with it. */
export async function bringTexts(client: pg.Client, texts: readonly string[]): Promise<void> {
  await client.query('CREATE TEMP TABLE bench_texts (at bigint PRIMARY KEY, content text NOT NULL)');
  await client.query(
    'INSERT INTO bench_texts SELECT t.at - 1, t.content FROM unnest($1::text[]) WITH ORDINALITY t(content, at)',
    [texts],
  );
  await client.query('ANALYZE bench_texts');
}

/**
 * So many memories of each owner, with the row that numbers them.
 *
 * @param client with texts, see {@link bringTexts}
 * @param texts how many there are
 */
export async function fillMemories(
  client: pg.Client,
  ownerIds: readonly string[],
  each: number,
  texts: number,
): Promise<void> {
  if (each === 0) return;
  await inParts(
    ownerIds,
    (part) =>
      client.query(
        `INSERT INTO "Memory" ("id", "sequence", "ownerId", "namespace", "key", "content", "tags")
         SELECT gen_random_uuid(), n, o."id", 'default', 'key-' || n, t.content, '{}'
         FROM unnest($1::uuid[]) WITH ORDINALITY o("id", "place"), generate_series(1, $3::int) n, bench_texts t
         WHERE t.at = (n * 31 + o."place" * 7919) % $2::bigint ORDER BY o."place", n`,
        [part, texts, each],
      ),
    Math.max(1, Math.floor(AT_ONCE / each)),
  );
  await client.query(
    `INSERT INTO "MemoryRecord" ("ownerId", "number", "marks")
     SELECT o, $2::bigint, ARRAY["newMemoryMark"($2::bigint)] FROM unnest($1::uuid[]) o`,
    [ownerIds, each],
  );
}
