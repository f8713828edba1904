import { randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { pino } from 'pino';
import { beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { LocalChangeJournal } from '../../../src/cache/local-change-journal.ts';
import { Closing } from '../../../src/closing.ts';
import { readConfig } from '../../../src/config/config.ts';
import type { Database } from '../../../src/database/database.ts';
import { openDatabase } from '../../../src/database/open-database.ts';
import { LocalEventBus } from '../../../src/events/local-event-bus.ts';
import { openMemory } from '../../../src/memory/open-memory.ts';
import { createSchedules } from '../../../src/time/schedules.ts';
import { atEnd } from '../../support/at-end.ts';
import { packageRoot } from '../../support/lex/cluster-template.ts';
import { type SharedPostgres, sharedPostgres } from '../../support/servers/shared-postgres.ts';
import { whyNoPostgres } from '../../support/servers/start-postgres.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const MIGRATION = '20261209200000_memory_by_owner';
/** The index as the version before made it, of 60 memories of two owners, rebuilt once. */
const OLD_INDEX = new URL('index-before-partitions.mdb.gz', import.meta.url);
const OWNERS = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];

const ROOMS = ['red', 'blue', 'white', 'green', 'yellow', 'brown', 'grey'];

const missing = whyNoPostgres();
const log = pino({ level: 'silent' });
let postgres: SharedPostgres;
beforeAll(async () => {
  if (missing !== undefined) return;
  postgres = await sharedPostgres();
  atEnd(() => postgres.close());
});
beforeEach(({ skip }) => skip(missing !== undefined, missing));

/** A directory with the migrations before the one that is tried. */
async function packageBefore(): Promise<string> {
  const root = await temporaryDirectory();
  await mkdir(join(root, 'prisma', 'migrations'), { recursive: true });
  for (const name of await readdir(join(packageRoot, 'prisma', 'migrations'))) {
    if (name < MIGRATION)
      await cp(join(packageRoot, 'prisma', 'migrations', name), join(root, 'prisma', 'migrations', name), {
        recursive: true,
      });
  }
  return root;
}

async function open(databaseUrl: string, root: string): Promise<{ database: Database; close: () => Promise<void> }> {
  const opened = new Closing();
  const settings = { dataDir: await temporaryDirectory(), databaseUrl, redisUrl: undefined, databasePoolSize: 5 };
  const onLost = (reason: string) => {
    throw new Error(reason);
  };
  const { database } = await openDatabase(settings, { packageRoot: root, log, onLost }, opened, 'apply');
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= opened.close();
    return closed;
  };
  onTestFinished(close);
  return { database, close };
}

it('what the version before has stored is recalled, with a record for each owner, and its index goes', async () => {
  const url = await postgres.createDatabase();
  const before = await open(url, await packageBefore());
  for (const id of OWNERS) await before.database.pool.query(`INSERT INTO "User" ("id", "name") VALUES ($1, 'x')`, [id]);
  // Numbers of one row for everybody, as they were taken by turns; some are of deletions.
  for (let sequence = 1; sequence <= 60; sequence++) {
    await before.database.pool.query(
      `INSERT INTO "Memory" ("id", "sequence", "ownerId", "namespace", "key", "content", "tags")
       VALUES ($1, $2, $3, 'default', $4, $5, '{}')`,
      [
        randomUUID(),
        sequence,
        OWNERS[sequence % 2],
        `k${sequence}`,
        `parcel ${sequence} is in the ${ROOMS[sequence % 7]} room`,
      ],
    );
  }
  await before.database.pool.query(`
    INSERT INTO "MemoryDeletion" ("sequence", "memoryId", "ownerId")
    SELECT 60 + n, gen_random_uuid(), '${OWNERS[0]}' FROM generate_series(1, 5) n`);
  await before.database.pool.query(`UPDATE "MemoryCounter" SET "value" = 65`);
  await before.close();

  const { database } = await open(url, packageRoot);
  const records = await database.prisma.memoryRecord.findMany({ orderBy: { ownerId: 'asc' } });
  expect(records.map(({ number, marks }) => [number, marks.length])).toEqual([
    [60n, 1],
    [59n, 1],
  ]);
  const dataDir = await temporaryDirectory();
  await mkdir(join(dataDir, 'memory'));
  const file = join(dataDir, 'memory', 'data.mdb');
  await writeFile(file, gunzipSync(await readFile(OLD_INDEX)));
  const { size } = await stat(file);
  const opened = new Closing();
  onTestFinished(() => opened.close());
  const events = new LocalEventBus();
  const deps = { database, events, journal: new LocalChangeJournal(), schedules: createSchedules(), log };
  const { memory, engine } = await openMemory(readConfig({ LEX_DATA_DIR: dataDir }), deps, opened);
  expect(engine.stats()).toMatchObject({ items: 0, partitions: 0 });
  expect((await stat(file)).size).toBeLessThan(size);

  const [even = '', odd = ''] = OWNERS;
  const keys = async (id: string, query: string) =>
    (await memory.recall({ id }, { query, limit: 100 })).map((hit) => hit.memory.key).sort();
  expect(await keys(even, 'green')).toEqual(['k10', 'k24', 'k38', 'k52']);
  expect(await keys(odd, 'green')).toEqual(['k17', 'k3', 'k31', 'k45', 'k59']);
  await memory.remember({ id: even }, { key: 'k10', content: 'it is in the cellar' });
  expect(await memory.forget({ id: even }, 'default', 'k24')).toBe(true);
  expect(await keys(even, 'green')).toEqual(['k38', 'k52']);
  expect(engine.partition(even)).toMatchObject({ number: 62n, items: 29 });
});
