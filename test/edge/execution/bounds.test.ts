import { buildSchema, execute, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { CompiledOperation } from '../../../src/edge/execution/compiled-operation.ts';
import { resultDifference } from './differences.ts';

const schema = buildSchema('type Query { node: Query list: [Query] name: String number(n: Int, o: [Int]): Int }');

/** One object, which has itself below it. */
const root = {
  get node(): unknown {
    return root;
  },
  list: [{ name: 'a' }, { name: 'b' }],
  name: 'root',
  number: ({ n }: { readonly n?: number }) => n,
};

function compile(text: string, of: GraphQLSchema = schema) {
  const document = parse(text);
  expect(validate(of, document)).toEqual([]);
  const [operation] = document.definitions;
  if (operation?.kind !== 'OperationDefinition') throw new TypeError('The operation comes first.');
  return { document, compiled: new CompiledOperation(of, document, operation) };
}

/** Runs an operation as often as there are variables, and expects what graphql-js gives. */
async function expectSame(text: string, variables: readonly Record<string, unknown>[]): Promise<void> {
  const { document, compiled } = compile(text);
  for (const each of variables) {
    const expected = await execute({ schema, document, rootValue: root, variableValues: each });
    const got = await compiled.run({ contextValue: undefined, rootValue: root, variables: each });
    expect(resultDifference(expected, got)).toBeUndefined();
    expect(got.data).toBeDefined();
  }
}

/** Each fragment spreads the next one in two places, so that there are as many fields as 2 to the power of `depth`. */
function doublingDocument(depth: number): string {
  const fragments = Array.from({ length: depth }, (_, index) => {
    const below = index + 1 < depth ? `...F${index + 1}` : 'name';
    return `fragment F${index} on Query { a: node { ${below} } b: node { ${below} } }`;
  });
  return `query { ...F0 }\n${fragments.join('\n')}`;
}

it('an operation of more fields than are kept is the same each time', async () => {
  await expectSame(doublingDocument(15), [{}, {}, {}]);
});

it('an operation of more forms than are kept is the same in each', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const fields = names.map((name) => `${name}: node { name @include(if: $${name}) list @skip(if: $${name}) { name } }`);
  const text = `query (${names.map((name) => `$${name}: Boolean!`).join(' ')}) { ${fields.join(' ')} }`;
  const combinations = Array.from({ length: 32 }, (_, bits) =>
    Object.fromEntries(names.map((name, index) => [name, (bits >> index) % 2 === 1])),
  );
  await expectSame(text, [...combinations, ...combinations]);
});

it('conditions of one operation leave others in the document alone', async () => {
  const text = 'query A($a: Boolean!) { name @skip(if: $a) } query B { name }';
  const document = parse(text);
  for (const operation of document.definitions) {
    if (operation.kind !== 'OperationDefinition') continue;
    const compiled = new CompiledOperation(schema, document, operation);
    const result = await compiled.run({ contextValue: undefined, rootValue: root, variables: { a: false } });
    expect(result.data).toEqual({ name: 'root' });
  }
});

it('five thousand names for one field are five thousand fields, in their order', async () => {
  const aliases = Array.from({ length: 5_000 }, (_, index) => `a${(index * 7_919) % 5_000}: number(n: ${index})`);
  await expectSame(`{ ${aliases.join(' ')} }`, [{}, {}]);
});

it('as deep as documents may be, the answer is that of graphql-js', async () => {
  await expectSame(`${'{ node '.repeat(400)}{ name }${' }'.repeat(400)}`, [{}, {}]);
});

it.each([
  ['fields', (depth: number) => `${'{ node '.repeat(depth)}{ name }${' }'.repeat(depth)}`],
  ['fragments', (depth: number) => `${'{ ... '.repeat(depth)}{ name }${' }'.repeat(depth)}`],
])('%s that are too deep for the stack make an error in the result', async (_, documentOf) => {
  // Built by hand, for the parser has the same bound.
  const document = parse(documentOf(1));
  const [operation] = document.definitions;
  if (operation?.kind !== 'OperationDefinition') throw new TypeError('There is no operation.');
  const [outer] = operation.selectionSet.selections;
  if (!outer || outer.kind === 'FragmentSpread') throw new TypeError('There is no selection.');
  let selectionSet = operation.selectionSet;
  for (let depth = 0; depth < 100_000; depth += 1) {
    selectionSet = { ...selectionSet, selections: [{ ...outer, selectionSet }] };
  }
  // What is deep is made by the run alone: looking for variables doesn't take the stack.
  const compiled = new CompiledOperation(schema, document, { ...operation, selectionSet });
  const result = await compiled.run({ contextValue: undefined, rootValue: root, variables: {} });
  expect(result.errors?.length).toBeGreaterThan(0);
  expect(result.errors?.every((error) => error instanceof GraphQLError)).toBe(true);
  expect(result.errors?.[0]?.originalError).toBeInstanceOf(RangeError);
});

it('an operation of a kind that the schema has none of is refused in the result', async () => {
  const document = parse('subscription { name }');
  const [operation] = document.definitions;
  if (operation?.kind !== 'OperationDefinition') throw new TypeError('There is no operation.');
  const compiled = new CompiledOperation(schema, document, operation);
  const given = { contextValue: undefined, rootValue: undefined };
  const expected = await execute({ schema, document, ...given });
  expect(resultDifference(expected, await compiled.run({ ...given, variables: {} }))).toBeUndefined();
});
