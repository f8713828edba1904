import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import {
  ApiKeysDocument,
  ChatDocument,
  ConversationDocument,
  ConversationsDocument,
  CreateApiKeyDocument,
  ForgetDocument,
  JobsDocument,
  MemoriesDocument,
  MessageDocument,
  RecallDocument,
  RegenerateReplyDocument,
  RememberDocument,
  RememberManyDocument,
  SearchMessagesDocument,
  SummarizeConversationDocument,
  UpdateUserDocument,
  UpdateViewerDocument,
  UsersDocument,
  ViewerSettingsDocument,
} from '../../src/generated/graphql.ts';
import { decodeGlobalId } from '../../src/global-id.ts';
import { ImportError } from '../../src/moving/import-error.ts';
import { importLines } from '../../src/moving/import-lines.ts';
import { MOVED_TABLES } from '../../src/moving/moved-tables.ts';
import { readLines } from '../../src/moving/read-lines.ts';
import { extraction, say } from '../memory/facts/extracted.ts';
import { atEnd } from '../support/at-end.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { runLex, spawnLex, startLex } from '../support/lex/lex-process.ts';
import { openTestDatabase } from '../support/lex/memory-node.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';
import { type SharedPostgres, sharedPostgres } from '../support/servers/shared-postgres.ts';
import { whyNoPostgres } from '../support/servers/start-postgres.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const MEMORIES = 1_200;
const missing = whyNoPostgres();
let postgres: SharedPostgres;
/** An export of a deployment that was used, its lines, and what its API said. */
let exported: string;
let lines: readonly string[];
let before: Awaited<ReturnType<typeof everything>>;

beforeAll(async () => {
  if (missing === undefined) postgres = await sharedPostgres();
  const lex = await startTestServer();
  const said = await say(lex, 'I live in Bergen.');
  await extraction(lex, said);
  await say(lex, 'what is 6 times 7?', { conversationId: said.conversationId });
  await lex.client.run(RegenerateReplyDocument, { messageId: said.replyId });
  await lex.client.run(ChatDocument, { input: { message: 'remember that the key is under the mat', waitMs: 20_000 } });
  await lex.client.run(SummarizeConversationDocument, { conversationId: said.conversationId });
  const input = Array.from({ length: MEMORIES }, (_, n) => ({
    key: `k${n}`,
    group: `g${n % 9}`,
    tags: n % 3 ? [] : ['third', '三'],
    content: `parcel ${n} is in room ${n % 40} "quoted" \\ 東京 ${'\u2028'}`,
    metadata: n % 5 ? null : { large: Number.MAX_SAFE_INTEGER, small: 1e-21, nested: [{ n }] },
  }));
  await lex.client.run(RememberManyDocument, { input });
  await lex.client.run(ForgetDocument, { key: 'k7' });
  await lex.client.run(UpdateViewerDocument, { instructions: 'Answer in Norwegian. 東京', dailyTokenLimit: 5_000 });
  await lex.client.run(UpdateUserDocument, { id: (await settingsOf(lex.client)).id, allowedDailyTokens: 9_000 });
  await lex.client.run(CreateApiKeyDocument, { name: 'a program', pointsPerMinute: 5_000 });
  await vi.waitFor(async () => {
    const { jobs } = await lex.client.run(JobsDocument, { first: 50 });
    for (const { node } of jobs.edges) expect(node.state).toBe('COMPLETED');
  });
  // The local model tells nothing of what it thinks.
  const { prisma } = lex.database;
  const [reply] = await prisma.message.findMany({ where: { role: 'ASSISTANT' }, orderBy: { number: 'asc' }, take: 1 });
  const runLengths = [3, 1, 0, (reply?.content.length ?? 0) - 1];
  await prisma.message.updateMany({ where: { id: reply?.id ?? '' }, data: { reasoning: 'Hm.', runLengths } });
  const { id: messageId, ownerId } = await lex.database.prisma.message.findFirstOrThrow({
    where: { role: 'ASSISTANT' },
  });
  const summary = { messageId, ownerId, text: 'The summary 東京.', turns: 2, model: 'local/lex' };
  await lex.database.prisma.branchSummary.create({ data: summary });
  await lex.database.prisma.modelContext.create({
    data: { model: 'compatible/a', limitTokens: 8_000, limitLearnedAt: new Date() },
  });
  await attach(lex, said.messageId);
  before = await everything(lex.client);
  expect(before.thoughts).toContain('Hm.');
  await lex.close();
  exported = join(lex.dataDir, 'all.jsonl');
  const exporting = spawnLex(['export', '--to', exported], { LEX_DATA_DIR: lex.dataDir }, { atEnd });
  expect(await exporting.exited).toMatchObject({ code: 0 });
  expect(exporting).toMatchObject({ stdout: '', stderr: expect.stringMatching(/Exported \d+ rows and 1 files\.\n$/) });
  lines = (await readFile(exported, 'utf8')).trimEnd().split('\n');
});
afterAll(async () => {
  if (missing === undefined) await postgres.close();
});

/** More than a line of an export holds. */
const ATTACHED = `first\n${'a line of a text that was attached\n'.repeat(20_000)}`;

/** Has a message have a file, as if a model had been asked that reads such. */
async function attach({ server, database: { prisma } }: TestServer, globalId: string): Promise<void> {
  const { attachments, viewer } = server.app;
  const file = await attachments.upload(viewer.id, { name: 'long.txt', bytes: Buffer.from(ATTACHED) });
  const messageId = decodeGlobalId(globalId).id;
  await prisma.messageAttachment.create({ data: { messageId, attachmentId: file.id, place: 1 } });
  await prisma.message.update({ where: { id: messageId }, data: { attachmentCount: 1 } });
  await prisma.storedFile.update({ where: { id: file.id }, data: { expiresAt: null } });
}

const ATTACHMENTS = `{ conversations(first: 9) { edges { node { messages(first: 9) { edges { node {
  attachments { name bytes url } } } } } } } }`;

/** The texts that messages have attached, as who reads their addresses gets them. */
async function attachedTexts(client: GraphqlClient, url: string): Promise<string[]> {
  const answer = JSON.stringify(await client.answer(ATTACHMENTS));
  const paths = [...answer.matchAll(/"url":"([^"]+)"/g)].map(([, path]) => path);
  return Promise.all(paths.map(async (path) => (await fetch(`${url}${path}`)).text()));
}

/** What a client can see of a deployment. */
async function everything(client: GraphqlClient) {
  const { conversations } = await client.run(ConversationsDocument, { first: 50 });
  const ids = conversations.edges.map(({ node }) => node.id);
  const talks = await Promise.all(ids.map((id) => client.run(ConversationDocument, { id, last: 50 })));
  const messages = talks.flatMap(({ conversation }) => conversation?.messages.edges.map(({ node }) => node.id) ?? []);
  const thoughts = await Promise.all(
    messages.map(async (id) => (await client.run(MessageDocument, { id })).message?.reasoning),
  );
  const { memories } = await client.run(MemoriesDocument, { first: 100 });
  const { jobs } = await client.run(JobsDocument, { first: 50 });
  const tagged = await client.run(MemoriesDocument, { first: 100, tag: '三' });
  const { viewer } = await client.run(ApiKeysDocument, {});
  const { users } = await client.run(UsersDocument, { first: 50 });
  const kept = { keys: viewer.apiKeys, settings: await settingsOf(client), users: users.edges.map(({ node }) => node) };
  return { conversations, talks, thoughts, memories, jobs, tagged, ...kept };
}

const settingsOf = async (client: GraphqlClient) => (await client.run(ViewerSettingsDocument, {})).viewer;

async function recalled(client: GraphqlClient): Promise<string[]> {
  const queries = ['where is parcel 217', 'the key under the mat', 'Bergen', 'parcel 7 room'];
  const all = await Promise.all(queries.map((query) => client.run(RecallDocument, { query, limit: 20 })));
  return all.flatMap(({ recall }) => recall.map(({ memory }) => memory.key));
}

/** An embedded deployment that was never started. */
async function unused(): Promise<{ LEX_DATA_DIR: string }> {
  const LEX_DATA_DIR = await dataDirectory();
  return { LEX_DATA_DIR };
}

const importFrom = (path: string, environment: Record<string, string>) =>
  runLex(['import', '--from', path], environment);

/** Each deployment has its files in a place of its own, which changes the sum of their rows. */
const withoutPlaces = (all: readonly string[]) =>
  all.map((line) => line.replace(/"place": "disk-[^"]+"/, '').replace(/"StoredFile":\{[^}]*\}/, ''));

/** A text as it is read from a file. */
async function* inPieces(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

const lineOf = (start: string) => lines.findIndex((line) => line.startsWith(start));
const parcel = () => lines.findIndex((line) => line.includes('parcel 100 '));
const withLine = (at: number, line: string) => lines.map((each, index) => (index === at ? line : each));

it('carries every table that Lex has', async () => {
  const { pool } = await openTestDatabase();
  const { rows } = await pool.query<{ name: string }>(
    `SELECT "table_name" AS "name" FROM information_schema.tables WHERE "table_schema" = 'public'`,
  );
  // The ledger of migrations and what was done are the target's own, records of memory begin at its last number, what
  // is gone of a day is added up from what was used, and calls of models that run end with their process. Triggers
  // count the jobs that have ended. What signs the addresses of files is each deployment's own.
  const others = ['_prisma_migrations', 'AuditEntry', 'MemoryRecord', 'MemoryDeletion', 'TokenDay', 'TokenReservation'];
  others.push('JobTally', 'JobTallyChange', 'FileRemoval', 'FileSigningKey');
  // What is found by which words is made again.
  others.push('MessageWords', 'TitleWords', 'WordsProgress');
  expect(
    rows
      .map(({ name }) => name)
      .filter((name) => !others.includes(name))
      .sort(),
  ).toEqual(MOVED_TABLES.map(({ name }) => name).sort());
});

it('from one embedded deployment to another nothing is lost, and what comes later follows it', async () => {
  const environment = await unused();
  const { code, stdout } = await importFrom(exported, environment);
  expect(stdout).toContain(`Memory: ${MEMORIES + 1}\n`);
  expect(stdout).toContain('BranchSummary: 1\n');
  expect(stdout).toContain('ModelContext: 1\n');
  expect(code).toBe(0);
  const lex = await startLex(environment);
  const client = new GraphqlClient(lex.url);
  expect(await everything(client)).toEqual(before);
  const keys = await recalled(client);
  expect(keys).toContain('k217');
  expect(keys).not.toContain('k7');
  expect(await attachedTexts(client, lex.url)).toEqual([ATTACHED]);
  // Its words aren't moved: the new deployment makes them.
  await vi.waitFor(async () => {
    const { searchMessages } = await client.run(SearchMessagesDocument, { query: 'living in bergen' });
    expect(searchMessages.edges[0]?.snippet.text).toContain('Bergen');
  });

  // Made again where it has been used since, it changes nothing and takes nothing.
  await client.run(RememberDocument, { input: { key: 'later', content: 'a ferry to Voss' } });
  await client.run(ChatDocument, { input: { message: 'hello', waitMs: 20_000 } });
  const after = await everything(client);
  lex.kill('SIGTERM');
  await lex.exited;
  expect(await importFrom(exported, environment)).toMatchObject({ code: 0 });
  const again = await startLex(environment);
  const other = new GraphqlClient(again.url);
  expect(await everything(other)).toEqual(after);
  expect(await attachedTexts(other, again.url)).toEqual([ATTACHED]);
});

it('an export is whole for who reads it slowly', async () => {
  const environment = await unused();
  expect(await importFrom(exported, environment)).toMatchObject({ code: 0 });
  const said = join(environment.LEX_DATA_DIR, 'said');
  // A little at a time until the command has said its last word, and then the rest.
  const script =
    '"$@" 2>"$SAID" | { until grep -q Exported "$SAID"; do dd bs=4096 count=1 2>/dev/null; sleep 0.01; done; cat; }';
  const through = (command: readonly string[]) => ['sh', '-c', script, 'sh', ...command];
  const lex = spawnLex(['export'], { ...environment, SAID: said }, { through });
  await lex.exited;
  expect(lex.stdout.trimEnd().split('\n').length).toBe(lines.length);
});

describe('from an embedded deployment to PostgreSQL', () => {
  beforeEach(({ skip }) => skip(missing !== undefined, missing));

  /** Settings of a database that has its tables. */
  async function migrated() {
    return { DATABASE_URL: await postgres.createMigratedDatabase(), LEX_DATA_DIR: await temporaryDirectory() };
  }

  it('nothing is lost, and the way back is as good', async () => {
    const environment = await migrated();
    expect(await importFrom(exported, environment)).toMatchObject({ code: 0 });
    // Read there, it is the same to the byte.
    const back = await runLex(['export'], environment);
    expect(back.code).toBe(0);
    expect(withoutPlaces(back.stdout.trimEnd().split('\n'))).toEqual(withoutPlaces(lines));
    const lex = await startLex(environment);
    const client = new GraphqlClient(lex.url);
    expect(await everything(client)).toEqual(before);
    expect(await recalled(client)).toContain('k217');
  });

  it('an import that was killed is made again', async () => {
    const environment = await migrated();
    const killed = spawnLex(['import'], environment);
    killed.write(`${lines.slice(0, -300).join('\n')}\n`);
    const client = new pg.Client({ connectionString: environment.DATABASE_URL });
    onTestFinished(() => client.end());
    await client.connect();
    const stored = async () => Number((await client.query('SELECT count(*) FROM "Memory"')).rows[0]?.count);
    await expect.poll(stored).toBeGreaterThan(0);
    killed.kill('SIGKILL');
    await killed.exited;
    expect(await stored()).toBeLessThan(MEMORIES);
    expect(await importFrom(exported, environment)).toMatchObject({ code: 0 });
    expect(await stored()).toBe(MEMORIES + 1);
    const carried = (await runLex(['export'], environment)).stdout.trimEnd().split('\n');
    expect(withoutPlaces(carried)).toEqual(withoutPlaces(lines));
  });

  it('it is refused before the database has its tables', async () => {
    const environment = { DATABASE_URL: await postgres.createDatabase(), LEX_DATA_DIR: await temporaryDirectory() };
    expect(await importFrom(exported, environment)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('lex migrate'),
    });
  });
});

it('50,000 memories are carried in little memory', async () => {
  const large = await unused();
  const lex = await startLex({ ...large, LEX_BODY_MAX_BYTES: '16 MiB' });
  const client = new GraphqlClient(lex.url);
  for (let batch = 0; batch < 5; batch++) {
    const input = Array.from({ length: 10_000 }, (_, n) => ({ content: `${batch}/${n} ${'words of it '.repeat(40)}` }));
    await client.run(RememberManyDocument, { input });
  }
  lex.kill('SIGTERM');
  await lex.exited;
  const path = join(large.LEX_DATA_DIR, 'large.jsonl');
  const NODE_OPTIONS = '--max-old-space-size=96';
  expect(await runLex(['export', '--to', path], { ...large, NODE_OPTIONS })).toMatchObject({ code: 0 });
  const target = await unused();
  const imported = await importFrom(path, { ...target, NODE_OPTIONS });
  expect(imported).toMatchObject({ code: 0, stdout: expect.stringContaining('Memory: 50000\n') });
});

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('what is not a whole export of this version is refused', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });

  it.each<[string, () => readonly string[], RegExp]>([
    ['one that is cut off', () => lines.slice(0, 400), /Line 401: the export ends before its last line/],
    ['one without a row', () => lines.filter((_, at) => at !== parcel()), /were written, or some are not as they were/],
    [
      'one with a changed word',
      () => withLine(parcel(), (lines[parcel()] ?? '').replace('parcel', 'letter')),
      /some are not as they were/,
    ],
    ['one with more after its end', () => [...lines, lines[1] ?? ''], /something after the end/],
    [
      'one of a newer Lex',
      () => withLine(0, (lines[0] ?? '').replace(/"schema":"\d+/, '"schema":"2999')),
      /Line 1: .*same version/,
    ],
    ['one of another format', () => withLine(0, '{"format":"other"}'), /Line 1: this is no export/],
    ['an empty file', () => [''], /Line 1: this is no export/],
    ['a row that is not JSON', () => withLine(5, '{"table":"Message","row":{"id": }}'), /Line 6: the row is not JSON/],
    ['a line that is no row', () => withLine(5, 'hello'), /Line 6: this is no line of an export/],
    [
      'a table that Lex has not',
      () => withLine(5, '{"table":"pg_authid","row":{}}'),
      /Line 6: Lex has no table pg_authid/,
    ],
    [
      'a name that is no name',
      () => withLine(5, '{"table":"User\\"; DROP TABLE x","row":{}}'),
      /Line 6: this is no line/,
    ],
    [
      'a row without what it must have',
      () => withLine(lineOf('{"table":"User"'), '{"table":"User","row":{}}'),
      /can't be stored/,
    ],
    ['a line of more than 16 MiB', () => withLine(5, 'x'.repeat(17 * 1_024 * 1_024)), /more than 16 MiB/],
  ])('%s', async (_, changed, problem) => {
    await database.pool.query(`TRUNCATE ${MOVED_TABLES.map(({ name }) => `"${name}"`).join(', ')} CASCADE`);
    const importing = importLines(database, readLines(inPieces(`${changed().join('\n')}\n`)), {
      files: { place: 'nowhere', write: async (_id, content) => ({ sha256: sha256(await buffer(content)) }) },
      onRow: () => undefined,
    });
    await expect(importing).rejects.toThrow(ImportError);
    await expect(importing).rejects.toThrow(problem);
  });

  it('by the command, which says why, and takes a whole one in its place', async () => {
    const environment = await unused();
    const path = join(await temporaryDirectory(), 'part.jsonl');
    await writeFile(path, `${lines.slice(0, 900).join('\n')}\n`);
    const { code, stdout, stderr } = await importFrom(path, environment);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^lex: Line 901: the export ends before its last line[^\n]*\n$/);
    expect(await importFrom(exported, environment)).toMatchObject({ code: 0 });
  });
});

describe('a deployment that has been used', () => {
  it('takes an import beside its local user, and refuses one beside memories of its own', async () => {
    const environment = await unused();
    const started = await startLex(environment);
    started.kill('SIGTERM');
    await started.exited;
    expect(await importFrom(exported, environment)).toMatchObject({ code: 0 });

    const used = await unused();
    const lex = await startLex(used);
    await new GraphqlClient(lex.url).run(RememberDocument, { input: { content: 'my own' } });
    const running = await importFrom(exported, used);
    expect(running).toMatchObject({ code: 1, stderr: expect.stringContaining('in use') });
    lex.kill('SIGTERM');
    await lex.exited;
    const refused = await importFrom(exported, used);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('has not been used') });
  });
});

describe('lex export', () => {
  it('does not write over a file', async () => {
    const environment = await unused();
    const refused = await runLex(['export', '--to', exported], environment);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('is there already') });
  });

  it('says when it can’t write', async () => {
    const refused = await runLex(['export', '--to', '/proc/nowhere/x'], await unused());
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("can't be written") });
  });
});
