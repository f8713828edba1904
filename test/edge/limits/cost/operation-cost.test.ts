import { readdirSync, readFileSync } from 'node:fs';
import { getIntrospectionQuery, getNamedType, getNullableType, isListType, isObjectType, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createSchema } from '../../../../src/api/schema.ts';
import { MAX_COST } from '../../../../src/edge/limits/document-limits.ts';
import { createKnownDocuments } from '../../../../src/edge/operations/known-documents.ts';
import { costRuleOf } from '../../../../src/graphql/cost-rule.ts';

const schema = createSchema();
const documents = createKnownDocuments(schema);
const costOf = (text: string, variables?: Record<string, unknown>, name?: string): number =>
  documents.operation(text, name).costOf(variables);

const jobs = (args: string): string =>
  `query ${args.includes('$') ? '($n: Int)' : ''} { jobs${args} { edges { node { id } } } }`;

describe('what an operation costs', () => {
  it.each<[string, string, Record<string, unknown> | undefined, number]>([
    ['a page of the usual size', '', undefined, 20],
    ['a size in the document', '(first: 7)', undefined, 7],
    ['a size of the end', '(last: 7)', undefined, 7],
    ['a size in a variable', '(first: $n)', { n: 30 }, 30],
    ['a variable that isn’t sent', '(first: $n)', {}, 20],
    ['a variable that is null', '(first: $n)', { n: null }, 20],
    ['null in the document', '(first: null, last: 3)', undefined, 3],
    ['more than a page may hold', '(first: $n)', { n: 1_000_000 }, 100],
    ['less than nothing', '(first: $n)', { n: -5 }, 0],
    ['what is no number', '(first: $n)', { n: 'x' }, 100],
  ])('counts the lists that are asked for: %s', (_, args, variables, size) => {
    // A statement and its edges; for each an edge, the job and its id.
    expect(costOf(jobs(args), variables)).toBe(11 + size * 3);
  });

  it('multiplies lists in lists', () => {
    const text = '{ conversations(first: 10) { edges { node { messages(first: 10) { edges { node { id } } } } } } }';
    expect(costOf(text)).toBe(11 + 10 * (1 + 1 + 11 + 10 * 3));
  });

  it('leaves out what a condition leaves out', () => {
    const text = 'query ($a: Boolean = false) { status { version } viewer @include(if: $a) { name } }';
    expect(costOf(text)).toBe(11);
    expect(costOf(text, { a: true })).toBe(22);
    expect(costOf('{ status { version } viewer @skip(if: true) { name } }')).toBe(11);
  });

  it('is the same whether fragments are spread or written out', () => {
    const spread = `{ conversations { ...C } } fragment C on QueryConversationsConnection { ...E edges { ...N } }
      fragment E on QueryConversationsConnection { edges { cursor } }
      fragment N on QueryConversationsConnectionEdge { node { ... { ...T } ...T } }
      fragment T on Conversation { title lastMessage { id } }`;
    const node = 'title lastMessage { id } title lastMessage { id }';
    const written = `{ conversations { edges { cursor } edges { node { ${node} } } } }`;
    expect(costOf(spread)).toBe(costOf(written));
  });

  it('is far beyond what is allowed for 168 characters', () => {
    const open = 'conversation{messages(first:100){edges{node{';
    const text = `{conversation(id:"Q"){messages(first:100){edges{node{${open.repeat(2)}id${'}}}}'.repeat(2)}}}}}}`;
    expect(() => documents.operation(text, undefined).costOf(undefined)).not.toThrow();
    expect(costOf(text)).toBeGreaterThan(30 * MAX_COST);
  });

  it('leaves room for introspection', () => {
    expect(costOf(getIntrospectionQuery())).toBeLessThan(MAX_COST / 10);
  });
});

it('each operation of the project may cost ten times as much, with the largest lists, but the dearest twice', () => {
  const folder = new URL('../../../../schema/operations/', import.meta.url);
  const texts = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
  const fragments = texts.join('\n').match(/^fragment [\s\S]*?^}/gm) ?? [];
  let operations = 0;
  for (const text of texts) {
    const used = fragments.filter((each) => !text.includes(each) && text.includes(`...${each.split(' ')[1]}`));
    const whole = [text, ...used].join('\n');
    for (const each of parse(whole).definitions) {
      if (each.kind !== 'OperationDefinition') continue;
      operations += 1;
      const most = { first: 100, last: 100, limit: 100 };
      const cost = costOf(whole, most, each.name?.value);
      const times = each.name?.value === 'ExplainRecall' ? 2 : 10;
      expect({ name: each.name?.value, cost: cost * times <= MAX_COST || cost }).toEqual({
        name: each.name?.value,
        cost: true,
      });
    }
  }
  expect(operations).toBeGreaterThan(25);
});

it('each list of objects, and each field at the root, says what it costs', () => {
  const silent: string[] = [];
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const isConnection = field.args.some(({ name }) => name === 'first');
      const isList = isListType(getNullableType(field.type)) && isObjectType(getNamedType(field.type));
      const rule = costRuleOf(field);
      const inConnection = type.name.endsWith('Connection') && field.name === 'edges';
      if (roots.includes(type) && !rule) silent.push(`${type.name}.${field.name}`);
      if ((isList || isConnection) && !inConnection && rule?.size === undefined)
        silent.push(`${type.name}.${field.name}`);
    }
  }
  expect(silent).toEqual([]);
});
