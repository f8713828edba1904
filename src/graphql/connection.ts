import type { Count, Page, PageRequest } from '../database/page.ts';
import { BadUserInputError } from '../errors.ts';
import { CostRule, STATEMENT } from './cost-rule.ts';

/** A connection's arguments, as the client wrote them. */
export interface ConnectionArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

const DEFAULT_PAGE = 20;
const LARGEST_PAGE = 100;

/** What a connection costs: as much as the page that is asked for. */
export const PAGE_COST = new CostRule({
  own: STATEMENT,
  size: DEFAULT_PAGE,
  sizedBy: ['first', 'last'],
  most: LARGEST_PAGE,
});

/**
 * Reads which page of a list is asked for.
 *
 * @throws {BadUserInputError} for a cursor that isn't one, a size out of bounds, or `first` with `last`
 */
export function readPageRequest({ first, after, last, before }: ConnectionArguments): PageRequest {
  if (first != null && last != null) throw new BadUserInputError('Take first or last, not both.');
  const limit = first ?? last ?? DEFAULT_PAGE;
  if (limit < 0 || limit > LARGEST_PAGE) {
    throw new BadUserInputError(`${first == null ? 'last' : 'first'} takes 0 to ${LARGEST_PAGE}.`);
  }
  return {
    limit,
    from: last == null ? 'start' : 'end',
    after: readCursor('after', after),
    before: readCursor('before', before),
  };
}

function readCursor(name: string, cursor: string | null | undefined): bigint | undefined {
  if (cursor == null) return undefined;
  const decoded = cursor.length <= 64 ? Buffer.from(cursor, 'base64url').toString() : '';
  if (!/^n:-?\d{1,18}$/.test(decoded)) throw new BadUserInputError(`${name} is not a cursor of this list.`);
  return BigInt(decoded.slice(2));
}

/** The cursor of a row in a list that is ordered by this number. */
export function cursorOf(number: bigint): string {
  return Buffer.from(`n:${number}`).toString('base64url');
}

/**
 * A Relay connection over a page.
 *
 * @param number the number that the list is ordered by
 * @param count counts the list when that is asked for, once
 */
export function connectionOf<T>(page: Page<T>, number: (row: T) => bigint, count: () => Promise<Count>) {
  const edges = page.rows.map((node) => ({ cursor: cursorOf(number(node)), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: page.hasNext,
      hasPreviousPage: page.hasPrevious,
      startCursor: edges[0]?.cursor,
      endCursor: edges.at(-1)?.cursor,
    },
    count: once(count),
  };
}

/** A count of a connection: how many there are and whether that is exact are one question to the database. */
export function once(count: () => Promise<Count>): () => Promise<Count> {
  let counting: Promise<Count> | undefined;
  return () => {
    counting ??= count();
    return counting;
  };
}
