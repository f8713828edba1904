import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { getOperationAST, parse } from 'graphql';
import { beforeAll, expect, it } from 'vitest';
import { SCOPES } from '../../../../src/accounts/keys/scopes.ts';
import type { Viewer } from '../../../../src/accounts/viewer.ts';
import { createContextFactory } from '../../../../src/api/context.ts';
import { createSchema } from '../../../../src/api/schema.ts';
import type { App } from '../../../../src/app.ts';
import { readConfig } from '../../../../src/config/config.ts';
import { CompiledOperation } from '../../../../src/edge/execution/compiled-operation.ts';
import { operationCost } from '../../../../src/edge/limits/cost/operation-cost.ts';
import { readId } from '../../../../src/global-id.ts';
import { type MadeRows, makeRows } from '../../../api/statements/made-rows.ts';
import { atEnd } from '../../../support/at-end.ts';
import { dataDirectory } from '../../../support/lex/data-directory.ts';
import { openApp } from '../../../support/lex/open-app.ts';
import { makeQuery } from './made-query.ts';
import { writeQuery } from './written-query.ts';

const schema = createSchema();
/** As many turns as the first conversation has; as many memories come from its first reply, and were used for it. */
const ROWS = 8;
const TURNS = 120;
const RUNS = 200;
/** Forty words, of which a recall looks for thirty-two. */
const QUERY = Array.from({ length: 40 }, (_, index) => `word${String.fromCharCode(97 + (index % 26))}${index}`).join(
  ' ',
);

let app: App;
let rows: MadeRows;
beforeAll(async () => {
  const config = readConfig({ LEX_DATA_DIR: await dataDirectory(atEnd) });
  app = await openApp(config);
  rows = await makeRows(app, ROWS);
  await fillLists(rows);
});

/** Makes the longest that there may be of each list: of keys, of versions, of a conversation’s turns, of words. */
async function fillLists({ viewer, conversations, memories }: MadeRows): Promise<void> {
  const { prisma } = app.database;
  const ownerId = viewer.id;
  await prisma.apiKey.createMany({
    data: Array.from({ length: 520 }, (_, index) => ({
      id: randomUUID(),
      ownerId,
      name: `key ${index}`,
      prefix: `lex_${index}`,
      scopes: ['READ' as const],
      hash: randomBytes(32),
      revokedAt: index < 450 ? new Date() : null,
    })),
  });
  const memoryId = readId('Memory', memories[1] ?? '');
  await prisma.memoryVersion.createMany({
    data: Array.from({ length: 49 }, (_, index) => ({ memoryId, content: `It was tea ${index}.` })),
  });
  const conversationId = readId('Conversation', conversations[1] ?? '');
  await prisma.message.createMany({
    data: Array.from({ length: TURNS }, () => ({
      id: randomUUID(),
      conversationId,
      ownerId,
      role: 'USER' as const,
      state: 'COMPLETED' as const,
      content: 'More tea?',
    })),
  });
  await app.memory.rememberMany(
    viewer,
    Array.from({ length: 12 }, (_, index) => ({ content: QUERY, key: `words ${index}`, group: 'words' })),
  );
}

/** What queries name: each time another one. */
function givenOf({ conversations, questions, replies, jobs, memories, keys, documents, attachments }: MadeRows) {
  let turn = 0;
  const next = (list: readonly string[]): string => {
    turn += 1;
    return JSON.stringify(list[turn % list.length] ?? '');
  };
  const given: Readonly<Record<string, () => string>> = {
    'Query.conversation': () => next(conversations),
    'Query.document': () => next(documents),
    'Query.message': () => next([...replies, ...questions]),
    'Query.job': () => next(jobs),
    'Query.memory': () => next(keys),
    'Query.node': () => next([conversations, replies, jobs, memories, documents, attachments].flat()),
    'Query.recall': () => JSON.stringify(QUERY),
    'Query.explainRecall': () => JSON.stringify(QUERY),
    'Query.searchMessages': () => JSON.stringify('tea'),
  };
  return (field: string): string => {
    const value = given[field]?.();
    if (value === undefined) throw new TypeError(`Say what ${field} is given.`);
    return value;
  };
}

/** Runs a query, also beyond the limits for documents, and counts the objects of which anything is asked. */
async function run(text: string, variables: Record<string, unknown>, viewer: Viewer) {
  const document = parse(text);
  const operation = getOperationAST(document);
  if (!operation) throw new TypeError(`This has not one operation: ${text}`);
  const compiled = new CompiledOperation(schema, document, operation);
  const counted = new Map<string, number>();
  const contextValue = createContextFactory(app)({
    requestId: 'test',
    viewer: { ...viewer, scopes: SCOPES, credential: undefined },
    operation: 'query',
    signal: new AbortController().signal,
  });
  const onObject = ({ name }: { readonly name: string }): void => void counted.set(name, (counted.get(name) ?? 0) + 1);
  const result = await compiled.run({ contextValue, variables, observer: { onObject } });
  expect(result.errors).toBeUndefined();
  const cost = operationCost(schema, document, operation)(variables);
  return { cost, objects: [...counted.values()].reduce((sum, each) => sum + each, 0), counted };
}

it('a query has as many points as objects at least, whatever it asks for', async () => {
  const seen = new Map<string, number>();
  const given = givenOf(rows);
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (draw) => {
      const choose = (count: number): number => draw(fc.nat, { max: Math.max(0, count - 1) });
      const { text, variables } = writeQuery(makeQuery({ schema, choose, given, mostAsked: 12 }));
      const { cost, objects, counted } = await run(text, variables, rows.viewer);
      for (const [name, count] of counted) seen.set(name, Math.max(seen.get(name) ?? 0, count));
      expect({ text, variables, cost, objects: Math.min(objects, cost) }).toEqual({ text, variables, cost, objects });
    }),
    // A query that breaks the law is short enough, and each takes its time.
    { numRuns: RUNS, endOnFailure: true },
  );
  // All types were among them, and many objects of those that lists hold.
  expect([...seen.keys()].sort()).toEqual(expect.arrayContaining(['ApiKey', 'Job', 'Memory', 'Message', 'RecallHit']));
  expect(Math.max(...seen.values())).toBeGreaterThan(300);
});

it.each<[string, (made: MadeRows) => string, number]>([
  ['keys', () => '{ viewer { apiKeys { __typename } } }', 500],
  ['versions', ({ memories }) => `{ node(id: "${memories[1]}") { ... on Memory { history { __typename } } } }`, 50],
  [
    'turns',
    ({ conversations }) =>
      `{ conversation(id: "${conversations[1]}") { messages(first: 100) { edges { __typename } } } }`,
    100,
  ],
  ['words', () => `{ explainRecall(query: "${QUERY}", limit: 12) { words { __typename } } }`, 12 * 32],
  ['neighbours', () => `{ explainRecall(query: "${QUERY}", limit: 12) { neighbours { __typename } } }`, 12 * 32],
  ['what was made', ({ replies }) => `{ message(id: "${replies[0]}") { memoriesMade { __typename } } }`, ROWS],
  ['what is attached', ({ questions }) => `{ message(id: "${questions[0]}") { attachments { __typename } } }`, ROWS],
  ['citations', ({ replies }) => `{ message(id: "${replies[0]}") { citations { __typename } } }`, ROWS],
  ['what was used', ({ replies }) => `{ message(id: "${replies[0]}") { memoriesUsed { __typename } } }`, ROWS],
])('so it is with the longest list of %s, of which nothing is asked but that they are', async (_, queryOf, most) => {
  const { cost, objects } = await run(queryOf(rows), {}, rows.viewer);
  expect(objects).toBeGreaterThanOrEqual(most);
  expect(cost).toBeGreaterThanOrEqual(objects);
});
