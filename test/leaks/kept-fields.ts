import { buildSchema, Kind, parse } from 'graphql';
import { CompiledOperation } from '../../src/edge/execution/compiled-operation.ts';

// Runs operations of many fields, and prints how many bytes are kept of each. Run with --expose-gc.

const schema = buildSchema('type Query { node: Query name: String }');
const root = {
  get node(): unknown {
    return root;
  },
  name: 'root',
};

/** Each field is in the document. */
function longDocument(fields: number): string {
  return `{ ${Array.from({ length: fields }, (_, index) => `a${index}: name`).join(' ')} }`;
}

/** Each fragment spreads the next one in two places: there are as many fields as 2 to the power of `depth`. */
function doublingDocument(depth: number): string {
  const fragments = Array.from({ length: depth }, (_, index) => {
    const below = index + 1 < depth ? `...F${index + 1}` : 'name';
    return `fragment F${index} on Query { a: node { ${below} } b: node { ${below} } }`;
  });
  return `{ ...F0 }\n${fragments.join('\n')}`;
}

function compiled(text: string): CompiledOperation {
  const document = parse(text);
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new TypeError('The operation comes first.');
  return new CompiledOperation(schema, document, operation);
}

async function heap(): Promise<number> {
  for (let times = 0; times < 4; times += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
}

const operations = {
  'in the document': compiled(longDocument(4_000)),
  'in the result alone': compiled(doublingDocument(16)),
};
const kept: Record<string, number> = {};
for (const [name, operation] of Object.entries(operations)) {
  const before = await heap();
  for (let run = 0; run < 2; run += 1) await operation.run({ contextValue: {}, rootValue: root, variables: undefined });
  kept[name] = (await heap()) - before;
}
// The operations are still there.
process.stdout.write(JSON.stringify({ ...kept, operations: Object.keys(operations).length }));
