import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  execute,
  getOperationAST,
  OperationTypeNode,
  parse,
  separateOperations,
  validate,
} from 'graphql';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { SCOPES } from '../../../src/accounts/keys/scopes.ts';
import { createContextFactory } from '../../../src/api/context.ts';
import { createSchema } from '../../../src/api/schema.ts';
import type { App } from '../../../src/app.ts';
import { readConfig } from '../../../src/config/config.ts';
import { encodeGlobalId, VIEWER_ID_TYPE } from '../../../src/global-id.ts';
import { atEnd } from '../../support/at-end.ts';
import { packageRoot } from '../../support/lex/cluster-template.ts';
import { dataDirectory } from '../../support/lex/data-directory.ts';
import { openApp } from '../../support/lex/open-app.ts';
import { countStatements, type StatementCounter } from './count-statements.ts';
import { DEEP_DOCUMENTS, documentOfNodes, documentsOfSchema, fieldsOfRows } from './deep-documents.ts';
import { type MadeRows, makeRows, WORDS } from './made-rows.ts';
import { OPERATION_INPUTS, type OperationInput } from './operation-inputs.ts';
import { type RowsByPath, rowsInAnswer } from './rows-in-answer.ts';

const MANY = 50;
const folder = join(packageRoot, 'schema', 'operations');
const sources = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
const operations = Object.entries(separateOperations(parse(sources.join('\n'))));
const schema = createSchema();

let app: App;
let counter: StatementCounter;
beforeAll(async () => {
  // What is done again and again in the background would be counted, and what the cache has would not.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  atEnd(async () => vi.useRealTimers());
  counter = countStatements();
  atEnd(async () => counter.stop());
  const config = { ...readConfig({ LEX_DATA_DIR: await dataDirectory(atEnd) }), cacheMaxBytes: 1 };
  app = await openApp(config);
});

interface Counted {
  readonly statements: readonly string[];
  readonly rows: RowsByPath;
}

/** Runs a document and counts. Of a subscription it counts what is read for the last event that it takes. */
async function count(
  document: DocumentNode,
  { variables, change }: OperationInput,
  { viewer }: MadeRows,
): Promise<Counted> {
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document)?.operation ?? OperationTypeNode.QUERY;
  const signal = new AbortController().signal;
  const caller = { ...viewer, scopes: SCOPES, credential: undefined };
  const contextValue = createContextFactory(app)({ requestId: 'test', viewer: caller, operation, signal });
  const args = { schema, document, variableValues: variables, contextValue };
  const rootValue = operation === OperationTypeNode.SUBSCRIPTION ? await lastEvent(args, change) : undefined;
  const { result, statements } = await counter.during(async () => execute({ ...args, rootValue }));
  expect(result.errors).toBeUndefined();
  return { statements, rows: rowsInAnswer(schema, document, { ...result.data }) };
}

/** The last event of a subscription that ends by itself, and the first of another. */
async function lastEvent(args: ExecutionArgs, change: OperationInput['change']): Promise<unknown> {
  const events = await createSourceEventStream(args);
  if (!(Symbol.asyncIterator in events)) throw new Error(`it can't be subscribed to: ${events.errors}`);
  const iterator = events[Symbol.asyncIterator]();
  const first = iterator.next();
  await change?.();
  let last = await first;
  for (let next = last; !next.done && endsByItself(next.value); next = await iterator.next()) last = next;
  await iterator.return?.();
  return last.value;
}

function endsByItself(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'cursor' in event;
}

/** These are parts of the process, of which there are as many whatever is stored. */
const PARTS = [
  '/models',
  '/schedules',
  '/status/components',
  '/status/queues',
  '/statusChanged/components',
  '/statusChanged/queues',
];

/** How many of the parts have run is a matter of time. */
const LATER = '/schedules/lastRun';

interface Expected {
  /** Whether objects may refer to nothing, such as a question to a job. @default false */
  readonly mayBeEmpty?: boolean;
  /** With how few rows it is compared. @default 1 */
  readonly least?: number;
}

/**
 * Fails unless the document reads as often of many rows as of one, and really has that many.
 *
 * @returns the fields of which it had as many
 */
async function expectSameCount(
  document: DocumentNode,
  prepare: (rows: MadeRows) => Promise<OperationInput>,
  { mayBeEmpty = false, least: fewRows = 1 }: Expected = {},
): Promise<string[]> {
  const [few, many] = [await makeRows(app, fewRows), await makeRows(app, MANY)];
  const ofOne = await count(document, await prepare(few), few);
  const ofMany = await count(document, await prepare(many), many);
  const full: string[] = [];
  for (const [path, { rows, isListed, field }] of ofMany.rows) {
    if (path === LATER) continue;
    const least = PARTS.includes(path) ? 1 : isListed ? MANY : 1;
    if (rows >= MANY) full.push(field);
    if (mayBeEmpty && rows < least) continue;
    expect(ofOne.rows.get(path)?.rows, `${path} of one row`).toBeGreaterThanOrEqual(1);
    expect(rows, `${path} of ${MANY} rows`).toBeGreaterThanOrEqual(least);
    if (least > 1 && fewRows === 1) expect(ofOne.rows.get(path)?.rows, `${path} of one row`).toBeLessThanOrEqual(2);
  }
  const texts = `of one row:\n${ofOne.statements.join('\n')}\n\nof ${MANY}:\n${ofMany.statements.join('\n')}`;
  expect(ofMany.statements.length, texts).toBe(ofOne.statements.length);
  return full;
}

describe('an operation of schema/operations makes as many statements with 50 rows as with one', () => {
  it.each(operations)('%s', async (name, document) => {
    const prepare = OPERATION_INPUTS[name];
    if (!prepare) throw new Error(`There are no rows for ${name}: say in operation-inputs.ts what it is run with.`);
    await expectSameCount(document, async (rows) => prepare(rows, app));
  });

  it('and no other has rows prepared for it', () => {
    expect(Object.keys(OPERATION_INPUTS).sort()).toEqual(operations.map(([name]) => name).sort());
  });
});

const deepVariables = async ({
  count: rows,
  conversations,
  replies,
  jobs,
  keys,
  documents,
}: MadeRows): Promise<OperationInput> => ({
  variables: {
    rows,
    query: WORDS.join(' '),
    tag: WORDS[0],
    key: keys[0],
    conversation: conversations[0],
    message: replies[0],
    job: jobs[0],
    document: documents[0],
  },
});

it('whatever is read of the schema makes as many statements with 50 rows as with one', async () => {
  const full: string[] = [];
  for (const document of documentsOfSchema(schema)) {
    // With one row, what it refers to leads back to that row, which its loader has already.
    full.push(...(await expectSameCount(document, deepVariables, { mayBeEmpty: true, least: 2 })));
  }
  const fields = fieldsOfRows(schema);
  expect(fields.length).toBeGreaterThan(10);
  expect(fields.filter((field) => !full.includes(field))).toEqual([]);
});

it.each(Object.entries(DEEP_DOCUMENTS))('%s: as many statements with 50 rows as with one', async (_, text) => {
  await expectSameCount(parse(text), deepVariables);
});

it('asks as often for 50 objects by their ids and keys as for one', async () => {
  const rows = await makeRows(app, MANY);
  const statements = async (times: number) => {
    const { conversations, replies: messages, jobs, memories, keys, documents, attachments } = rows;
    const first = (ids: readonly string[]) => ids.slice(0, times);
    const viewers = Array<string>(times).fill(encodeGlobalId(VIEWER_ID_TYPE, rows.viewer.id));
    const document = documentOfNodes(schema, {
      node: [conversations, messages, jobs, memories, documents, attachments].flatMap(first).concat(viewers),
      conversation: first(conversations),
      message: first(messages),
      job: first(jobs),
      memory: first(keys),
      document: first(documents),
    });
    return (await count(document, { variables: { rows: 1 } }, rows)).statements;
  };
  const [few, many] = [await statements(1), await statements(MANY)];
  expect(many.length, many.join('\n')).toBe(few.length);
});

it('counts the statements of both pools', async () => {
  const { statements } = await counter.during(async () => {
    for (let time = 0; time < 3; time++) await app.database.prisma.user.findFirst();
    await app.database.pool.query('SELECT 1');
    await app.database.pool.query('SELECT $1::int', [1]);
  });
  expect(statements).toEqual([...Array(3).fill(expect.stringContaining('"User"')), 'SELECT 1', 'SELECT $1::int']);
});
