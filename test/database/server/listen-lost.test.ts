import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { ChatDocument } from '../../../src/generated/graphql.ts';
import { GraphqlClient } from '../../support/clients/graphql-client.ts';
import { startLex } from '../../support/lex/lex-process.ts';
import { sharedPostgres } from '../../support/servers/shared-postgres.ts';
import { whyNoPostgres } from '../../support/servers/start-postgres.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

it('jobs are heard of again after PostgreSQL ended the connections that listen for them', async ({ skip }) => {
  const missing = whyNoPostgres();
  if (missing !== undefined) return skip(missing);
  const postgres = await sharedPostgres();
  onTestFinished(() => postgres.close());
  const environment = {
    DATABASE_URL: await postgres.createMigratedDatabase(),
    LEX_DATA_DIR: await temporaryDirectory(),
  };
  const lex = await startLex(environment);
  const client = new GraphqlClient(lex.url);
  const admin = new pg.Client({ connectionString: environment.DATABASE_URL });
  await admin.connect();
  onTestFinished(() => admin.end());
  const listeners = `FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND query ~ 'LISTEN '`;
  const pids = async () => (await admin.query<{ pid: number }>(`SELECT pid ${listeners}`)).rows.map(({ pid }) => pid);

  for (let round = 0; round < 3; round++) {
    await expect.poll(pids).not.toEqual([]);
    const before = await pids();
    await admin.query(`SELECT pg_terminate_backend(pid) ${listeners}`);
    const input = { message: 'what is 6 times 7?', waitMs: 20_000 };
    const { chat } = await client.run(ChatDocument, { input });
    expect(chat.reply).toMatchObject({ state: 'COMPLETED', content: expect.stringContaining('42') });
    // Not by looking from time to time alone: it listens again.
    await expect.poll(async () => (await pids()).filter((pid) => !before.includes(pid))).not.toEqual([]);
  }
});
