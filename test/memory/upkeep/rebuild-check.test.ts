import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  CheckMemoryDocument,
  ExplainRecallDocument,
  ForgetDocument,
  JobDocument,
  type JobPartsFragment,
  JobProgressDocument,
  RebuildMemoryDocument,
  RecallDocument,
  RememberDocument,
  RememberManyDocument,
} from '../../../src/generated/graphql.ts';
import { GraphqlClient } from '../../support/clients/graphql-client.ts';
import { collect } from '../../support/clients/subscription-client.ts';
import { dataDirectory } from '../../support/lex/data-directory.ts';
import { runLex, startLex } from '../../support/lex/lex-process.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';

const MEMORIES = Array.from({ length: 2_500 }, (_, n) => ({
  key: `k${n}`,
  content: `parcel ${n} is in room ${n % 40}`,
  group: `house ${n % 7}`,
}));

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer();
  await lex.client.run(RememberManyDocument, { input: MEMORIES });
});

async function follow(id: string): Promise<JobPartsFragment[]> {
  return (await collect(lex.subscribe().run(JobProgressDocument, { id }))).map(({ jobProgress }) => jobProgress);
}

async function rebuild(): Promise<JobPartsFragment[]> {
  const { rebuildMemory } = await lex.client.run(RebuildMemoryDocument, {});
  return follow(rebuildMemory.id);
}

/** Rebuilds, and does something whenever a part of the new index has been made: what comes next waits for it. */
async function rebuildWhile(between: () => Promise<void>): Promise<void> {
  const { signal } = new AbortController();
  let parts = 0;
  const onProgress = async () => {
    parts++;
    await between();
  };
  const { id: ownerId } = lex.server.app.viewer;
  await lex.server.app.memory.rebuild({ ownerId, mayLoad: false, signal, onProgress });
  expect(parts).toBeGreaterThan(1);
}

async function check(): Promise<unknown> {
  const { checkMemory } = await lex.client.run(CheckMemoryDocument, {});
  return (await follow(checkMemory.id)).at(-1)?.result;
}

const explain = async (query: string) =>
  (await lex.client.run(ExplainRecallDocument, { query, limit: 50 })).explainRecall;

/** Scores without what changes as time goes by. */
const timeless = (hits: Awaited<ReturnType<typeof explain>>) =>
  hits.map(({ memory, score, factors }) => [memory.id, (score / factors.recency).toFixed(9)]);

/** Makes the database and the index differ, as no mutation does. */
async function damage(): Promise<void> {
  const { prisma } = lex.database;
  await prisma.$executeRaw`UPDATE "Memory" SET "content" = 'something else' WHERE "key" = 'k10'`;
  await prisma.$executeRaw`UPDATE "Memory" SET "expiresAt" = now() + interval '1 day' WHERE "key" = 'k11'`;
  await prisma.$executeRaw`UPDATE "Memory" SET "group" = NULL WHERE "key" = 'k12'`;
  await prisma.$executeRaw`UPDATE "Memory" SET "tags" = '{new}' WHERE "key" = 'k14'`;
  await prisma.$executeRaw`DELETE FROM "Memory" WHERE "key" = 'k13'`;
  await prisma.$executeRaw`
    INSERT INTO "Memory" ("id", "sequence", "ownerId", "namespace", "key", "content", "tags")
    VALUES (${randomUUID()}::uuid, -1, ${lex.server.app.viewer.id}::uuid, 'default', 'secretly', 'a parcel', '{}')`;
}

describe('checkMemory and rebuildMemory', () => {
  it('find nothing to say of an index that is as the database is', async () => {
    const here = { process: `${hostname()}:${process.pid}`, role: 'all', state: 'DONE', partitions: 1 };
    expect(await check()).toEqual({ checked: 2_500, different: 0, differences: [], processes: [here] });
  });

  it('say what is missing, too much or different, and a rebuild mends it', async () => {
    await damage();
    const differs = (key: string, ...what: string[]) =>
      expect.objectContaining({ key, namespace: 'default', differs: what });
    expect(await check()).toEqual({
      checked: 2_500,
      different: 6,
      differences: expect.arrayContaining([
        differs('k10', 'content'),
        differs('k11', 'expiry'),
        differs('k12', 'group'),
        differs('k14', 'tags'),
        { id: expect.any(String), differs: ['extra'] },
        expect.objectContaining({ key: 'secretly' }),
      ]),
      processes: [expect.objectContaining({ state: 'DONE' })],
    });
    await lex.database.prisma.$executeRaw`
      UPDATE "Memory" SET "sequence" = n."before" + 1
      FROM "nextMemoryNumbers"(${lex.server.app.viewer.id}::uuid, 1) n WHERE "key" = 'secretly'`;
    await lex.client.run(RememberDocument, { input: { key: 'later', content: 'one parcel more' } });
    const changes = await rebuild();
    expect(changes.at(-1)).toMatchObject({ state: 'COMPLETED', progress: 100, kind: 'REBUILD_MEMORY' });
    expect(await check()).toMatchObject({ different: 0 });
  });

  it('answer the open job when one is open', async () => {
    const { client } = lex;
    const started = await Promise.all([1, 2, 3].map(() => client.run(RebuildMemoryDocument, {})));
    const ids = new Set(started.map(({ rebuildMemory }) => rebuildMemory.id));
    for (const id of ids) await follow(id);
    const { job } = await client.run(JobDocument, { id: [...ids][0] ?? '' });
    expect(job?.state).toBe('COMPLETED');
    expect(ids.size).toBeLessThan(3);
  });

  it('leave what is recalled as it is, while it is rebuilt and after it', async () => {
    const before = timeless(await explain('parcel room 12'));
    expect(before.length).toBeGreaterThan(10);
    const acrossTheChange: ReturnType<typeof explain>[] = [];
    await rebuildWhile(async () => {
      expect(timeless(await explain('parcel room 12'))).toEqual(before);
      for (let n = 0; n < 20; n++) acrossTheChange.push(explain('parcel room 12'));
    });
    for (const recalled of await Promise.all(acrossTheChange)) expect(timeless(recalled)).toEqual(before);
    expect(timeless(await explain('parcel room 12'))).toEqual(before);
  });

  it('lose nothing that is remembered and forgotten meanwhile', async () => {
    const { client } = lex;
    const namespace = 'meanwhile';
    const wombats = async () =>
      (await client.run(RecallDocument, { namespace, query: 'wombat', limit: 100 })).recall
        .map(({ memory }) => memory.key)
        .sort();
    const kept: string[] = [];
    await client.run(RememberDocument, { input: { namespace, key: 'old', content: 'a wombat of old' } });
    await rebuildWhile(async () => {
      await client.run(ForgetDocument, { namespace, key: 'old' });
      for (const key of [`kept ${kept.length}`, 'gone']) {
        await client.run(RememberDocument, { input: { namespace, key, content: `a wombat, ${key}` } });
      }
      kept.push(`kept ${kept.length}`);
      expect(await wombats()).toEqual(['gone', ...kept]);
      await client.run(ForgetDocument, { namespace, key: 'gone' });
    });
    expect(await wombats()).toEqual(kept);
    expect(await check()).toMatchObject({ different: 0 });
  });

  it('say nothing of the memories of others', async () => {
    const { prisma } = lex.database;
    const other = await prisma.user.create({ data: { id: randomUUID(), name: 'Somebody else' } });
    await prisma.memory.create({
      data: { id: randomUUID(), sequence: -2n, ownerId: other.id, namespace: 'default', key: 'hers', content: 'hers' },
    });
    const result = await check();
    await prisma.memory.deleteMany({ where: { sequence: -2n } });
    expect(result).toMatchObject({ different: 0 });
  });
});

describe('lex memory', () => {
  it('works on the data directory when no server has it, and through the server when one has', async () => {
    const dataDir = await dataDirectory();
    const server = await startLex({ LEX_DATA_DIR: dataDir });
    const client = new GraphqlClient(server.url);
    await client.run(RememberManyDocument, { input: MEMORIES.slice(0, 50) });
    const PORT = new URL(server.url).port;

    expect(await runLex(['memory', 'check'], { LEX_DATA_DIR: dataDir, PORT })).toMatchObject({
      code: 0,
      stdout: 'The index has all 50 memories as the database has them.\n',
      stderr: '',
    });
    expect(await runLex(['memory', 'rebuild', '--url', `${server.url}/graphql`])).toMatchObject({
      code: 0,
      stdout: 'The index was rebuilt.\n',
    });
    server.kill('SIGKILL');
    await server.exited;

    const after = { LEX_DATA_DIR: dataDir };
    expect(await runLex(['memory', 'check'], after)).toMatchObject({ code: 0 });
    expect(await runLex(['memory', 'rebuild'], after)).toMatchObject({ code: 0, stdout: 'The index was rebuilt.\n' });
    expect(await runLex(['memory', 'check'], after)).toMatchObject({ code: 0 });
  });

  it('exits with 1 when something differs', async () => {
    const { client, database, url } = lex;
    await client.run(RememberDocument, { input: { namespace: 'cli', key: 'a', content: 'a wombat' } });
    await database.prisma.$executeRaw`UPDATE "Memory" SET "content" = 'an emu' WHERE "namespace" = 'cli'`;
    const { code, stdout } = await runLex(['memory', 'check', '--url', `${url}/graphql`]);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^"cli\/a": content\n1 of \d+ memories differ: `lex memory rebuild` makes the index again\.\n$/,
    );
  });

  it.each([
    [['memory'], 2, 'Say what to do'],
    [['memory', 'polish'], 2, 'Say what to do'],
    [['memory', 'check', '--url', 'nowhere'], 2, '--url takes an address'],
    [['memory', 'check', '--url', 'http://127.0.0.1:9/graphql'], 1, 'No Lex answers at http://127.0.0.1:9/graphql'],
  ])('refuses %j', async (args, code, message) => {
    const exit = await runLex(args);
    expect(exit.code).toBe(code);
    expect(exit.stderr).toContain(message);
  });
});
