import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ListOrder, type Page, type PageRequest, pageOf, pageQuery } from '../../src/database/page.ts';

const BOUND = { after: undefined, before: undefined, limit: 2, from: 'start' } as const satisfies PageRequest;

/** What a database does with the query. */
function read(rows: readonly bigint[], request: PageRequest, order: ListOrder): Page<bigint> {
  const { where, direction, take } = pageQuery(request, order);
  const found = rows
    .filter((row) => (where.gt === undefined || row > where.gt) && (where.lt === undefined || row < where.lt))
    .sort((a, b) => Number(direction === 'asc' ? a - b : b - a))
    .slice(0, take);
  return pageOf(found, request);
}

describe('the query of a page', () => {
  it.each([
    ['ascending', 'start', { gt: 3n, lt: 9n }, 'asc'],
    ['ascending', 'end', { gt: 3n, lt: 9n }, 'desc'],
    ['descending', 'start', { gt: 9n, lt: 3n }, 'desc'],
    ['descending', 'end', { gt: 9n, lt: 3n }, 'asc'],
  ] as const)('of an %s list, from its %s, asks for what lies between', (order, from, where, direction) => {
    const request = { after: 3n, before: 9n, limit: 5, from };
    expect(pageQuery(request, order)).toEqual({ where, direction, take: 6 });
  });

  it('has no bounds where none are given', () => {
    expect(pageQuery(BOUND, 'ascending')).toEqual({ where: {}, direction: 'asc', take: 3 });
    expect(pageQuery({ ...BOUND, after: 0n }, 'ascending').where).toEqual({ gt: 0n });
    expect(pageQuery({ ...BOUND, before: 0n }, 'ascending').where).toEqual({ lt: 0n });
  });
});

describe('a page', () => {
  const rows = [1n, 2n, 3n, 4n, 5n];

  it('has what is asked for, in the order of the list, whichever end it is taken from', () => {
    expect(read(rows, BOUND, 'ascending').rows).toEqual([1n, 2n]);
    expect(read(rows, { ...BOUND, from: 'end' }, 'ascending').rows).toEqual([4n, 5n]);
    expect(read(rows, BOUND, 'descending').rows).toEqual([5n, 4n]);
    expect(read(rows, { ...BOUND, from: 'end' }, 'descending').rows).toEqual([2n, 1n]);
    expect(read(rows, { ...BOUND, after: 2n, before: 5n, limit: 9 }, 'ascending').rows).toEqual([3n, 4n]);
  });

  it('tells whether there is more on either side', () => {
    const more = ({ hasNext, hasPrevious }: Page<bigint>) => ({ hasNext, hasPrevious });
    expect(more(read(rows, BOUND, 'ascending'))).toEqual({ hasNext: true, hasPrevious: false });
    expect(more(read(rows, { ...BOUND, after: 2n }, 'ascending'))).toEqual({ hasNext: true, hasPrevious: true });
    expect(more(read(rows, { ...BOUND, after: 3n }, 'ascending'))).toEqual({ hasNext: false, hasPrevious: true });
    expect(more(read(rows, { ...BOUND, from: 'end' }, 'ascending'))).toEqual({ hasNext: false, hasPrevious: true });
    expect(more(read(rows, { ...BOUND, from: 'end', before: 3n }, 'ascending'))).toEqual({
      hasNext: true,
      hasPrevious: false,
    });
    expect(more(read([], BOUND, 'ascending'))).toEqual({ hasNext: false, hasPrevious: false });
  });

  it('of none has none, but tells that there are some', () => {
    expect(read(rows, { ...BOUND, limit: 0 }, 'ascending')).toEqual({ rows: [], hasNext: true, hasPrevious: false });
    expect(read([], { ...BOUND, limit: 0 }, 'ascending').hasNext).toBe(false);
  });

  it('after page shows every row once and in order, from either end, while others come and go', () => {
    const numbers = fc.uniqueArray(fc.bigInt({ min: 0n, max: 60n }), { maxLength: 40 });
    const steps = fc.array(
      fc.record({ gone: fc.bigInt({ min: 0n, max: 60n }), come: fc.bigInt({ min: 0n, max: 60n }) }),
    );
    fc.assert(
      fc.property(
        numbers,
        steps,
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom<ListOrder>('ascending', 'descending'),
        fc.constantFrom<PageRequest['from']>('start', 'end'),
        (first, changes, limit, order, from) => {
          const present = new Set(first);
          const staying = new Set(first);
          const seen: bigint[] = [];
          let cursor: bigint | undefined;
          for (let page = 0; ; page += 1) {
            const bounds =
              from === 'start' ? { after: cursor, before: undefined } : { after: undefined, before: cursor };
            const { rows: found, hasNext, hasPrevious } = read([...present], { ...bounds, limit, from }, order);
            if (from === 'start') seen.push(...found);
            else seen.unshift(...found);
            cursor = from === 'start' ? found.at(-1) : found[0];
            if (!(from === 'start' ? hasNext : hasPrevious)) break;
            const change = changes[page];
            if (!change) continue;
            present.delete(change.gone);
            staying.delete(change.gone);
            present.add(change.come);
          }
          const inOrder = [...seen].sort((a, b) => Number(order === 'ascending' ? a - b : b - a));
          expect(seen).toEqual(inOrder);
          expect(new Set(seen).size).toBe(seen.length);
          for (const row of staying) expect(seen).toContain(row);
        },
      ),
    );
  });
});
