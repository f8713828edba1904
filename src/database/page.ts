/**
 * A slice of a list that is ordered by a unique number of its rows: keyset paging, so that rows which come
 * and go meanwhile neither shift nor repeat the others.
 */
export interface PageRequest {
  /** Only rows after this one, in the list's order. */
  readonly after: bigint | undefined;
  /** Only rows before this one, in the list's order. */
  readonly before: bigint | undefined;
  /** At most so many rows: from the start of what is left, or from its end. */
  readonly limit: number;
  readonly from: 'start' | 'end';
}

/** A slice in the list's order, whichever end it was taken from. */
export interface Page<T> {
  readonly rows: readonly T[];
  /** Whether there are rows beyond the slice's last one. Counted from the end: whether `before` was given. */
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
}

export type ListOrder = 'ascending' | 'descending';

/** The numbers that a query has to ask for: `{ gt, lt }` and the direction to read in, one row more than the limit. */
export function pageQuery(
  page: PageRequest,
  order: ListOrder,
): { where: { gt?: bigint; lt?: bigint }; direction: 'asc' | 'desc'; take: number } {
  const [above, below] = order === 'ascending' ? [page.after, page.before] : [page.before, page.after];
  const where = { ...(above === undefined ? {} : { gt: above }), ...(below === undefined ? {} : { lt: below }) };
  const forwards = (order === 'ascending') === (page.from === 'start');
  return { where, direction: forwards ? 'asc' : 'desc', take: page.limit + 1 };
}

/** Makes a page of what {@link pageQuery} found, in the direction in which it was read. */
export function pageOf<T>(found: readonly T[], page: PageRequest): Page<T> {
  const more = found.length > page.limit;
  const rows = found.slice(0, page.limit);
  return page.from === 'start'
    ? { rows, hasNext: more, hasPrevious: page.after !== undefined }
    : { rows: rows.reverse(), hasNext: page.before !== undefined, hasPrevious: more };
}
