import type pg from 'pg';
import { inParts } from './insert.ts';

/** How many memories a statement stores. */
const AT_ONCE = 50_000;

/** So many memories of each owner, with the row that numbers them. */
export async function fillMemories(
  client: pg.Client,
  ownerIds: readonly string[],
  each: number,
  texts: readonly string[],
): Promise<void> {
  if (each === 0) return;
  await inParts(
    ownerIds,
    (part) =>
      client.query(
        `INSERT INTO "Memory" ("id", "sequence", "ownerId", "namespace", "key", "content", "tags")
         SELECT gen_random_uuid(), n, o."id", 'default', 'key-' || n,
           ($2::text[])[1 + (n * 31 + o."place" * 7919) % cardinality($2::text[])], '{}'
         FROM unnest($1::uuid[]) WITH ORDINALITY o("id", "place"), generate_series(1, $3::int) n`,
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
