import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { ChatDocument, MessageDocument, StatusDocument } from '../../src/generated/graphql.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { collect } from '../support/clients/subscription-client.ts';
import { clusterTests, textOf } from '../support/lex/cluster.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { runLex, spawnLex } from '../support/lex/lex-process.ts';
import { sharedPostgres } from '../support/servers/shared-postgres.ts';
import { query, whyNoPostgres } from '../support/servers/start-postgres.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const startCluster = clusterTests({ sharesRedis: true });
const NEWER = '99990101000000_newer';

/** The next version of Lex: the same program, with one more migration. */
async function makeNextVersion(): Promise<{ through: (command: readonly string[]) => readonly string[] }> {
  const root = await temporaryDirectory();
  await mkdir(join(root, 'prisma'));
  for (const name of ['dist', 'schema', 'prisma/migrations']) {
    await cp(join(packageRoot, name), join(root, name), { recursive: true, filter: (path) => !path.includes('bench') });
  }
  await symlink(join(packageRoot, 'node_modules'), join(root, 'node_modules'));
  const manifest = await readFile(join(packageRoot, 'package.json'), 'utf8');
  await writeFile(join(root, 'package.json'), manifest.replace(/"version": "[^"]+"/, '"version": "99.0.0"'));
  const migration = join(root, 'prisma', 'migrations', NEWER);
  await mkdir(migration);
  await writeFile(join(migration, 'migration.sql'), `ALTER TABLE "Conversation" ADD COLUMN "newer" TEXT;`);
  return { through: ([node = '', , ...args]) => [node, join(root, 'dist', 'main.js'), ...args] };
}

it('an old and a new version work on one database while they take turns, and the old one starts again', async () => {
  const { environment, startNode } = await startCluster();
  const old = await startNode('serve', { LEX_MODEL: 'local/lex' });
  const next = await makeNextVersion();
  const settings = { ...environment, LEX_MODEL: 'local/lex', PORT: '0' };
  const migrations = await Promise.all(
    [1, 2].map(
      async () => spawnLex(['migrate'], { ...settings, LEX_DATA_DIR: await temporaryDirectory() }, next).exited,
    ),
  );
  expect(migrations).toMatchObject([{ code: 0 }, { code: 0 }]);
  const admin = new pg.Client({ connectionString: environment.DATABASE_URL });
  await admin.connect();
  onTestFinished(() => admin.end());
  const { rows } = await admin.query(`SELECT 1 FROM "_prisma_migrations" WHERE "migration_name" = $1`, [NEWER]);
  expect(rows).toHaveLength(1);

  // The new one does the work that the old one takes in, and both tell of it.
  const lex = spawnLex(['serve'], { ...settings, LEX_DATA_DIR: await temporaryDirectory() }, next);
  const [, url = ''] = await lex.printed(/"url":"([^"]+)"/);
  const newer = new GraphqlClient(url);
  expect((await newer.run(StatusDocument, {})).status.version).toBe('99.0.0');
  const { chat } = await old.client.run(ChatDocument, { input: { message: 'what is 6 times 7?' } });
  expect(textOf(await collect(old.follow(chat.reply.id)))).toContain('42');
  expect((await newer.run(MessageDocument, { id: chat.reply.id })).message).toMatchObject({ state: 'COMPLETED' });

  lex.kill('SIGTERM');
  expect(await lex.exited).toMatchObject({ code: 0 });
  const again = await startNode('all', { LEX_MODEL: 'local/lex' });
  await again.lex.printed(/the database is newer than this version of Lex/);
  const { chat: last } = await again.client.run(ChatDocument, {
    input: { message: 'what is 6 times 8?', waitMs: 20_000 },
  });
  expect(last.reply).toMatchObject({ state: 'COMPLETED', content: expect.stringContaining('48') });
});

it('a queue whose tables a newer version has changed is not touched, which is said in one line', async ({ skip }) => {
  const missing = whyNoPostgres();
  if (missing !== undefined) return skip(missing);
  const postgres = await sharedPostgres();
  onTestFinished(() => postgres.close());
  const environment = {
    DATABASE_URL: await postgres.createMigratedDatabase(),
    LEX_DATA_DIR: await temporaryDirectory(),
  };
  await query(environment.DATABASE_URL, 'UPDATE bullmq.migration SET min_client_version = 99');
  for (const command of ['serve', 'migrate']) {
    const { code, stderr } = await runLex([command], { ...environment, PORT: '0' });
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/^lex: The job queue's tables can't be used: .*99/),
    ]);
  }
});
