import { buildSchema, GraphQLError, parse } from 'graphql';
import { expect, it } from 'vitest';
import { CompiledOperation } from '../../../src/edge/execution/compiled-operation.ts';
import { ResultSize } from '../../../src/edge/execution/result-size.ts';
import { watchUnseenRejections } from './both-ways.ts';

watchUnseenRejections();

const schema = buildSchema(`
  scalar Anything
  type Item { text: String! later: String fails: String any: Anything items: [Item] }
  type Query { items: [Item] }
`);
const TOO_LARGE = 'too large';

/** Runs a query over endless objects, each in a list of a hundred, with so much room for the result. */
async function runIn(most: number, query: string) {
  let asked = 0;
  const item: object = {
    text: () => {
      asked += 1;
      return 'x'.repeat(100);
    },
    later: async () => {
      asked += 1;
      return 'x'.repeat(100);
    },
    fails: () => {
      asked += 1;
      throw new Error('x'.repeat(100));
    },
    any: () => {
      asked += 1;
      return { list: ['x'.repeat(100)] };
    },
    items: () => Array.from({ length: 100 }, () => item),
  };
  const document = parse(query);
  const [operation] = document.definitions;
  if (operation?.kind !== 'OperationDefinition') throw new TypeError('There is no operation.');
  const compiled = new CompiledOperation(schema, document, operation);
  const size = new ResultSize(most, () => new GraphQLError(TOO_LARGE));
  const result = await compiled.run({ contextValue: undefined, rootValue: item, variables: {}, size });
  return { result, asked };
}

it.each([
  ['texts', 'text'],
  ['texts that come later', 'later'],
  ['errors', 'fails'],
  ['scalars that hold others', 'any'],
])('a result of too many %s is given up early, and the error is alone in it', async (_, field) => {
  const { result, asked } = await runIn(50_000, `{ items { items { ${field} } } }`);
  expect(result).toEqual({ errors: [new GraphQLError(TOO_LARGE)] });
  expect(asked).toBeGreaterThan(300);
  // Those that come later have all been asked before the first has come.
  expect(asked).toBeLessThan(field === 'later' ? 10_001 : 501);
});

it('names count, and what stands around them', async () => {
  const name = 'n'.repeat(1_000);
  expect((await runIn(50_000, `{ items { ${name}: text } }`)).result).toEqual({
    errors: [new GraphQLError(TOO_LARGE)],
  });
});

it('a result without errors is given exactly as long as it has room, but for its outermost signs', async () => {
  const query = '{ items { text items { text } } }';
  const { result } = await runIn(Number.MAX_SAFE_INTEGER, query);
  const length = JSON.stringify(result).length;
  expect((await runIn(length, query)).result).toEqual(result);
  expect((await runIn(length - 20_000, query)).result.data).toBeUndefined();
});
