import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { beforeEach, expect, inject, it, onTestFinished } from 'vitest';
import { openCluster } from '../../src/database/embedded/cluster.ts';
import { openPglite } from '../../src/database/embedded/pglite.ts';
import { ChatDocument, MemoryDocument, RememberDocument, StatusDocument } from '../../src/generated/graphql.ts';
import { createSchedules } from '../../src/time/schedules.ts';
import { GraphqlClient, GraphqlRefusal } from '../support/clients/graphql-client.ts';
import { copyTemplate, packageRoot } from '../support/lex/cluster-template.ts';
import { startLex } from '../support/lex/lex-process.ts';
import { smallDisk, whyNoSmallDisk } from '../support/small-disk.ts';

beforeEach(async ({ skip }) => {
  const missing = await whyNoSmallDisk();
  skip(missing !== undefined, missing);
});

const FULL = 'Nothing was stored: the disk of the database is full. Try again when some of it has been freed.';

it('on a full disk a server refuses to store, reads on, and stores again once there is room', async () => {
  const disk = await smallDisk(130);
  const dataDir = join(disk.path, 'data');
  await mkdir(dataDir);
  await copyTemplate(inject('clusterTemplate'), dataDir);
  const lex = await startLex({ LEX_DATA_DIR: dataDir });
  const client = new GraphqlClient(lex.url);
  const remembered = new Map<string, string>();
  const remember = async (key: string): Promise<void> => {
    const content = `${key} is ${key} `.repeat(100);
    await client.run(RememberDocument, { input: { key, content } });
    remembered.set(key, content.trim());
  };
  await remember('before');
  await disk.fill();

  // What is free in the files that are there is used first.
  let refusal: unknown;
  for (let index = 0; index < 2_000 && !refusal; index += 1) {
    await remember(`full${index}`).catch((error: unknown) => {
      refusal = error;
    });
  }
  if (!(refusal instanceof GraphqlRefusal)) throw new Error('The disk was never full.');
  expect([refusal.code, refusal.message]).toEqual(['UNAVAILABLE', FULL]);
  expect(lex.stderr).toContain('No space left on device');
  const { status } = await client.run(StatusDocument, {});
  expect(status.components.find(({ name }) => name === 'database')?.state).toBe('UP');

  await disk.free();
  await remember('after');
  const { chat } = await client.run(ChatDocument, { input: { message: 'what is 6 times 7?', waitMs: 60_000 } });
  expect(chat.reply).toMatchObject({ state: 'COMPLETED', content: expect.stringContaining('42') });
  for (const [key, content] of remembered) {
    const { memory } = await client.run(MemoryDocument, { key });
    expect(memory?.content.trim()).toBe(content);
  }
});

it('an embedded database that gave up on a full disk is opened again when there is room, with all it had', async () => {
  const disk = await smallDisk(100);
  await copyTemplate(inject('clusterTemplate'), disk.path);
  const lines: Record<string, unknown>[] = [];
  const log = pino({ base: undefined }, { write: (line) => lines.push(JSON.parse(line)) });
  const lost: string[] = [];
  const directory = { path: disk.path, release: () => undefined };
  const database = await openPglite(directory, {
    log,
    packageRoot,
    schedules: createSchedules(),
    onLost: (reason) => lost.push(reason),
  });
  onTestFinished(() => database.close());
  const { pool, prisma } = database;
  await pool.query('CREATE TABLE t (id INT PRIMARY KEY, value TEXT)');
  await pool.query("INSERT INTO t SELECT i, repeat('x', 500) FROM generate_series(1, 500) i");
  await pool.query('UPDATE t SET value = value');
  await pool.query('VACUUM t');
  await disk.fill();

  // The rows keep their place, so that what runs out of room is the log, without which PostgreSQL gives up.
  let stored = 0;
  let failure: unknown;
  for (let round = 1; round < 500 && !failure; round += 1) {
    try {
      await pool.query('UPDATE t SET value = $1 WHERE id < 200', [`${round} ${'y'.repeat(400)}`]);
      stored = round;
      await pool.query('VACUUM t');
    } catch (error) {
      failure = error;
    }
  }
  expect(failure).toMatchObject({ code: '53100' });
  expect(stored).toBeGreaterThan(0);
  expect(lines.at(-1)).toMatchObject({
    reason: expect.stringContaining('No space left on device'),
    msg: expect.stringContaining('stopped'),
  });
  await expect(prisma.$queryRaw`SELECT 1 AS one`).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(database.probe()).rejects.toThrow('The embedded database has stopped.');
  const again = openCluster(join(disk.path, 'postgres'), { log, packageRoot });
  await expect(again).rejects.toThrow(/its disk has 0 MiB left, and it needs 32 MiB/);

  await disk.free();
  await expect
    .poll(() =>
      database.probe().then(
        () => 'up',
        () => 'away',
      ),
    )
    .toBe('up');
  const { rows } = await pool.query('SELECT DISTINCT split_part(value, $1, 1) AS round FROM t WHERE id < 200', [' ']);
  // The round whose statement failed may have been stored before the log ran out; none before it may be missing.
  expect([String(stored), String(stored + 1)]).toContain(rows[0]?.round);
  expect(rows).toHaveLength(1);
  await pool.query('UPDATE t SET value = $1', ['z']);
  expect(await prisma.$queryRaw`SELECT count(*)::int AS count FROM t WHERE value = 'z'`).toEqual([{ count: 500 }]);
  expect(lost).toEqual([]);
});
