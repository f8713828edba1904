import { Prisma } from '../generated/prisma/client.ts';
import type { Database } from './database.ts';

/** How many texts one statement folds. */
const AT_ONCE = 1_000;

/** A column that holds the texts of another one in the form in which they are searched; null: not folded yet. */
export interface FoldedColumn {
  readonly table: string;
  readonly text: string;
  readonly folded: string;
  /** Of which rows; left out: all. */
  readonly where?: Prisma.Sql;
  /** How often 1,000 of them are folded at most. @default until all are */
  readonly mostTimes?: number;
}

/**
 * Folds those texts that aren't folded yet: new ones, and changed ones. A text that changes meanwhile is left to the
 * next time.
 *
 * The database stores what `fold` makes: a change of it needs a migration that sets the column to null.
 *
 * @returns whether some may be left
 */
export async function foldTexts(
  { prisma }: Pick<Database, 'prisma'>,
  column: FoldedColumn,
  fold: (text: string) => string,
): Promise<boolean> {
  const [table, text, folded] = [column.table, column.text, column.folded].map((name) => Prisma.raw(`"${name}"`));
  const where = column.where ?? Prisma.sql`TRUE`;
  const { mostTimes = Number.POSITIVE_INFINITY } = column;
  for (let times = 0; times < mostTimes; times++) {
    const rows = await prisma.$queryRaw<{ id: string; text: string }[]>`
      SELECT "id", ${text} AS "text" FROM ${table} WHERE ${folded} IS NULL AND ${where} LIMIT ${AT_ONCE}::int`;
    if (rows.length === 0) return false;
    const ids = rows.map(({ id }) => id);
    const texts = rows.map((row) => row.text);
    // Rows are locked in the order of their ids, so that two searches at the same time can't lock each other out.
    await prisma.$executeRaw`
      WITH read AS (
        SELECT t."id", r."folded"
        FROM unnest(${ids}::uuid[], ${texts}::text[], ${texts.map(fold)}::text[]) AS r("id", "text", "folded")
        JOIN ${table} t ON t."id" = r."id" AND t.${text} = r."text"
        ORDER BY t."id" FOR NO KEY UPDATE OF t
      )
      UPDATE ${table} u SET ${folded} = read."folded" FROM read WHERE u."id" = read."id"`;
    if (rows.length < AT_ONCE) return false;
  }
  return true;
}
