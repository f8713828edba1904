import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { UpdateViewerDocument } from '../../src/generated/graphql.ts';
import { Ledger } from '../kills/ledger.ts';
import { atEnd } from '../support/at-end.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { runLex, startLex } from '../support/lex/lex-process.ts';
import { findBinaries } from '../support/servers/postgres-server.ts';
import { query, startPostgres, type TestPostgres, whyNoPostgres } from '../support/servers/start-postgres.ts';
import { startRedis, type TestRedis, whyNoRedis } from '../support/servers/start-redis.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { expectRestored, NumberedLoad } from './numbered-load.ts';

const run = promisify(execFile);
const missing = whyNoPostgres() ?? whyNoRedis();
let postgres: TestPostgres;
let redis: TestRedis;
beforeAll(async () => {
  if (missing !== undefined) return;
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  for (const each of [postgres, redis]) atEnd(() => each.close());
});
beforeEach(({ skip }) => skip(missing !== undefined, missing));

const pg = (program: string, ...args: string[]) => run(join(findBinaries() ?? '', program), args);

/**
 * Runs a deployment under load while a backup of its PostgreSQL is made, then ends it and has the backup restored; what
 * docs/backup.md says of Redis is done. What was acknowledged before the backup has to be there.
 *
 * @param restore is called when nothing runs; gives the address of the restored database
 */
async function destroyAndRestore(
  DATABASE_URL: string,
  { backUp, restore }: { backUp: () => Promise<unknown>; restore: () => Promise<string> },
): Promise<void> {
  const shared = { REDIS_URL: redis.url };
  await redis.connect().flushdb();
  expect(await runLex(['migrate'], { DATABASE_URL })).toMatchObject({ code: 0 });
  const LEX_DATA_DIR = await temporaryDirectory();
  const lex = await startLex({ ...shared, DATABASE_URL, LEX_DATA_DIR });
  await new GraphqlClient(lex.url).run(UpdateViewerDocument, { drawsMemories: false });
  const ledger = new Ledger();
  ledger.connect(lex.url);
  const load = new NumberedLoad(ledger);
  await load.sent(5);
  const before = load.soFar();
  await backUp();
  await load.goesOn();
  lex.kill('SIGKILL');
  await Promise.all([load.ended(), lex.exited]);

  const restored = { ...shared, DATABASE_URL: await restore(), LEX_DATA_DIR };
  await redis.connect().flushdb();
  const again = await startLex(restored);
  await expectRestored(again.url, load, before);
  // The index of memories was ahead of the restored database.
  expect(again.stdout + again.stderr).toContain('the memories of an owner follow another record');
  again.kill('SIGTERM');
  await again.exited;
}

it('what pg_dump took from a running cluster is restored by pg_restore, with an empty Redis', async () => {
  const database = await postgres.createDatabase();
  const dump = join(await temporaryDirectory(), 'lex.dump');
  await destroyAndRestore(database, {
    backUp: () => pg('pg_dump', '--format=custom', '--file', dump, database),
    async restore() {
      const fresh = await postgres.createDatabase();
      await pg('pg_restore', '--exit-on-error', '--no-owner', '--dbname', fresh, dump);
      await query(postgres.adminUrl, `DROP DATABASE ${new URL(database).pathname.slice(1)} WITH (FORCE)`);
      return fresh;
    },
  });
});

it('what pg_basebackup took from a running cluster is a server again, with an empty Redis', async ({ skip }) => {
  const { server } = postgres;
  if (!server) return skip('the server at TEST_DATABASE_URL is not ours to destroy');
  const database = await postgres.createDatabase();
  const copy = join(await temporaryDirectory(), 'copy');
  await destroyAndRestore(database, {
    backUp: () => server.baseBackup(copy),
    async restore() {
      await server.stop();
      await server.restore(copy);
      await server.start();
      return database;
    },
  });
  expect(await readdir(copy)).toContain('backup_manifest');
});
