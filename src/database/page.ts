import { Prisma } from '../generated/prisma/client.ts';
import type { RunStatement } from './client/statements.ts';

/**
 * A request for a slice of a list, whose order is a unique number of its rows. By these numbers, rows that are added or
 * deleted between two pages neither shift nor repeat the others (keyset paging).
 */
export interface PageRequest {
  /** Only rows after this one, in the list's order. */
  readonly after: bigint | undefined;
  /** Only rows before this one, in the list's order. */
  readonly before: bigint | undefined;
  /** The most rows to take, from the start or the end of those that `after` and `before` leave. */
  readonly limit: number;
  readonly from: 'start' | 'end';
}

/** A slice of a list, in the list's order, from whichever end it was taken. */
export interface Page<T> {
  readonly rows: readonly T[];
  /** Whether rows follow the slice's last one. For a slice from the end: whether `before` was given. */
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
}

export type ListOrder = 'ascending' | 'descending';

/** The query for a page: bounds on the rows' numbers, the direction to read in, and one row more than the limit. */
export function pageQuery(
  page: PageRequest,
  order: ListOrder,
): { where: { gt?: bigint; lt?: bigint }; direction: 'asc' | 'desc'; take: number } {
  const [above, below] = order === 'ascending' ? [page.after, page.before] : [page.before, page.after];
  const where = { ...(above === undefined ? {} : { gt: above }), ...(below === undefined ? {} : { lt: below }) };
  const forwards = (order === 'ascending') === (page.from === 'start');
  return { where, direction: forwards ? 'asc' : 'desc', take: page.limit + 1 };
}

/** Makes a page of the rows that {@link pageQuery} found, in the order in which they were read. */
export function pageOf<T>(found: readonly T[], page: PageRequest): Page<T> {
  const more = found.length > page.limit;
  const rows = found.slice(0, page.limit);
  return page.from === 'start'
    ? { rows, hasNext: more, hasPrevious: page.after !== undefined }
    : { rows: rows.reverse(), hasNext: page.before !== undefined, hasPrevious: more };
}

/** How many rows there are, counted up to a bound: so a count costs no more, however many there are. */
export interface Count {
  readonly count: number;
  /** Whether there are no more than were counted. */
  readonly isExact: boolean;
}

/** How far the rows of a list are counted. */
export const MOST_COUNTED = 10_000;

/**
 * Counts rows up to a bound.
 *
 * @param find finds how many there are, and stops at so many
 */
export async function countUpTo(find: (most: number) => Promise<number>, bound = MOST_COUNTED): Promise<Count> {
  return countOf(await find(bound + 1), bound);
}

/** @param found how many rows a statement has found that stops at one more than the bound */
export function countOf(found: number, bound = MOST_COUNTED): Count {
  return { count: Math.min(found, bound), isExact: found <= bound };
}

/** Rows of a table as a list, the highest number first; `readPage` and `countRows` read it. */
export interface NumberedList {
  /** What is read of each row. @default all columns */
  readonly columns?: Prisma.Sql;
  readonly table: Prisma.Sql;
  /** Which rows are in the list. */
  readonly where: Prisma.Sql;
  /** The column with the rows' unique numbers. @default "number" */
  readonly by?: Prisma.Sql;
}

const ALL = Prisma.sql`*`;
const NUMBER = Prisma.sql`"number"`;

/** Reads a page of a list by a statement that is prepared once for each connection. */
export async function readPage<Row extends object>(
  run: RunStatement,
  { columns = ALL, table, where, by = NUMBER }: NumberedList,
  page: PageRequest,
): Promise<Page<Row>> {
  const { where: bounds, direction, take } = pageQuery(page, 'descending');
  const above = bounds.gt === undefined ? Prisma.empty : Prisma.sql`AND ${by} > ${bounds.gt}::bigint`;
  const below = bounds.lt === undefined ? Prisma.empty : Prisma.sql`AND ${by} < ${bounds.lt}::bigint`;
  const rows = await run<Row>(Prisma.sql`
    SELECT ${columns} FROM ${table} WHERE ${where} ${above} ${below}
    ORDER BY ${by} ${Prisma.raw(direction)} LIMIT ${take}::int`);
  return pageOf(rows, page);
}

/** Counts the rows of a list, by such a statement. */
export function countRows(run: RunStatement, { table, where }: Omit<NumberedList, 'columns' | 'by'>): Promise<Count> {
  return countUpTo(async (most) => {
    const [row] = await run<{ readonly count: number }>(Prisma.sql`
      SELECT count(*)::int AS "count" FROM (SELECT FROM ${table} WHERE ${where} LIMIT ${most}::int) f`);
    return row?.count ?? 0;
  });
}
