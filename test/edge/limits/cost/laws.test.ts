import fc from 'fast-check';
import { getOperationAST, parse, type SelectionSetNode, validate, visit } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createSchema } from '../../../../src/api/schema.ts';
import { operationCost } from '../../../../src/edge/limits/cost/operation-cost.ts';
import { type Choose, type Made, type MadeQuery, makeQuery } from './made-query.ts';
import { mapped, writeQuery } from './written-query.ts';

const RUNS = 300;
const schema = createSchema();

/** Compiles the cost of a text that has one operation. */
function costOfText(text: string): ReturnType<typeof operationCost> {
  const document = parse(text);
  const operation = getOperationAST(document);
  if (!operation) throw new TypeError(`This has not one operation: ${text}`);
  return operationCost(schema, document, operation);
}

function costOf(query: MadeQuery): number {
  const { text, variables } = writeQuery(query);
  return costOfText(text)(variables);
}

/** Holds a law to many queries. */
function always(law: (query: MadeQuery, choose: Choose) => void): void {
  fc.assert(
    fc.property(fc.gen(), (draw) => {
      const choose: Choose = (count) => draw(fc.nat, { max: Math.max(0, count - 1) });
      law(makeQuery({ schema, choose, given: () => '"x"', mostAsked: 110 }), choose);
    }),
    { numRuns: RUNS },
  );
}

const withRoot = (query: MadeQuery, more: readonly Made[]): MadeQuery => ({
  ...query,
  below: [...query.below, ...more],
});

it('the queries that are made are valid, and there are all kinds of them', () => {
  const seen = { fragments: 0, inline: 0, variables: 0, twice: 0, costs: new Set<number>() };
  always((query) => {
    const { text, variables } = writeQuery(query);
    expect(validate(schema, parse(text))).toEqual([]);
    if (/^fragment/m.test(text)) seen.fragments += 1;
    if (/\.\.\. (on|\{)/.test(text)) seen.inline += 1;
    if (Object.keys(variables).length > 0) seen.variables += 1;
    if (/\.\.\.(F\d)\b[\s\S]*\.\.\.\1\b/.test(text)) seen.twice += 1;
    seen.costs.add(costOf(query));
  });
  const { costs, ...counts } = seen;
  for (const [kind, count] of Object.entries(counts)) expect({ kind, many: count > 10 }).toEqual({ kind, many: true });
  expect(costs.size).toBeGreaterThan(RUNS / 2);
});

describe('what a query costs is the same', () => {
  it('in whatever order it is asked for', () => {
    always((query, choose) => {
      const turned = (each: Made): Made => {
        if (each.kind === 'spread') return each;
        const places = each.below.map((within) => ({ within, place: choose(1_000) }));
        return { ...each, below: places.sort((a, b) => a.place - b.place).map(({ within }) => within) };
      };
      expect(costOf(mapped(query, turned))).toBe(costOf(query));
    });
  });

  it('under whatever names', () => {
    always((query, choose) => {
      const renamed = (each: Made): Made =>
        each.kind === 'field' ? { ...each, alias: choose(2) === 0 ? undefined : `b${choose(1_000)}` } : each;
      expect(costOf(mapped(query, renamed))).toBe(costOf(query));
    });
  });

  it('with its fragments written out', () => {
    always((query) => {
      const written = (each: Made): Made => {
        const fragment = each.kind === 'spread' && query.fragments.find(({ name }) => name === each.name);
        return fragment
          ? (mapped({ below: [{ kind: 'inline', ...fragment }], fragments: [] }, written).below[0] ?? each)
          : each;
      };
      expect(costOf(mapped(query, written))).toBe(costOf(query));
    });
  });

  it('with its parts in fragments without a name', () => {
    always((query) => {
      const wrapped = (each: Made): Made => ({ kind: 'inline', on: undefined, below: [each] });
      expect(costOf(mapped(query, wrapped))).toBe(costOf(query));
    });
  });

  it('with sizes in the text or in variables', () => {
    always((query, choose) => {
      let names = 0;
      const moved = (each: Made): Made => {
        if (each.kind !== 'field' || !each.size) return each;
        names += 1;
        return { ...each, size: { ...each.size, variable: choose(2) === 0 ? `m${names}` : undefined } };
      };
      expect(costOf(mapped(query, moved))).toBe(costOf(query));
    });
  });
});

describe('what a query costs', () => {
  it('is the sum of its parts', () => {
    always(({ below, fragments }) => {
      const alone = below.map((each) => costOf({ below: [each], fragments }));
      expect(costOf({ below, fragments })).toBe(alone.reduce((sum, each) => sum + each, 0));
    });
  });

  it('counts a fragment as often as it is spread', () => {
    always((query, choose) => {
      const fragments = [...query.fragments, { name: 'All', on: 'Query', below: query.below }];
      const times = choose(20);
      const spread = (count: number): MadeQuery => ({
        below: Array.from({ length: count }, () => ({ kind: 'spread', name: 'All' })),
        fragments,
      });
      expect(costOf(spread(times + 1))).toBe((times + 1) * costOf(query));
    });
  });

  it('is never less with more fields', () => {
    always((query, choose) => {
      const more: Made = { kind: 'field', name: '__typename', alias: 'more', size: undefined, given: [], below: [] };
      const grown = (each: Made): Made =>
        each.kind !== 'spread' && each.below.length > 0 && choose(2) === 0
          ? { ...each, below: [...each.below, more] }
          : each;
      expect(costOf(mapped(query, grown))).toBeGreaterThanOrEqual(costOf(query));
      expect(costOf(withRoot(query, [more]))).toBe(costOf(query) + 1);
    });
  });

  it('is never less with longer lists', () => {
    always((query, choose) => {
      const grown = (each: Made): Made =>
        each.kind === 'field' && each.size
          ? { ...each, size: { ...each.size, value: each.size.value + choose(30) } }
          : each;
      expect(costOf(mapped(query, grown))).toBeGreaterThanOrEqual(costOf(query));
    });
  });
});

describe('to work a cost out takes as long as the document is', () => {
  const DOUBLED = 200;
  /** Each fragment spreads the next one twice: written out, the document has 2 to the power of 200 fields. */
  const doubling = (last: string): string =>
    Array.from({ length: DOUBLED }, (_, index) => {
      const next = index + 1 < DOUBLED ? `...F${index + 1} ...F${index + 1}` : last;
      return `fragment F${index} on Query { ${next} }`;
    }).join('\n');

  it('when it is compiled: each selection is looked at once', () => {
    const document = parse(`{ ...F0 } ${doubling('viewer { name }')}`);
    let sets = 0;
    let looks = 0;
    const counted = visit(document, {
      SelectionSet(node): SelectionSetNode {
        sets += 1;
        return {
          kind: node.kind,
          get selections() {
            looks += 1;
            return node.selections;
          },
        };
      },
    });
    const operation = getOperationAST(counted);
    if (!operation) throw new TypeError('There is no operation.');
    looks = 0;
    const cost = operationCost(schema, counted, operation)(undefined);
    expect(cost).toBe(11 * 2 ** (DOUBLED - 1));
    expect(sets).toBeGreaterThan(DOUBLED);
    expect(looks).toBeLessThanOrEqual(sets);
  });

  it('when variables come: each is read once for each place where it is written', () => {
    const cost = costOfText(`query ($n: Int) { ...F0 } ${doubling('jobs(first: $n) { edges { cursor } }')}`);
    let reads = 0;
    const count = { n: 7 };
    const counted = new Proxy(count, {
      get(target, name) {
        reads += 1;
        return Reflect.get(target, name);
      },
    });
    const usual = costOfText('{ jobs(first: 7) { edges { cursor } } }')(undefined);
    expect(cost(counted)).toBe(usual * 2 ** (DOUBLED - 1));
    expect(reads).toBe(1);
    count.n = 8;
    expect(cost({ n: 8 })).toBeGreaterThan(cost(counted));
  });
});
