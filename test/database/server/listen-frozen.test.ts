import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { ChatDocument } from '../../../src/generated/graphql.ts';
import { GraphqlClient } from '../../support/clients/graphql-client.ts';
import { runLex, startLex } from '../../support/lex/lex-process.ts';
import { ownServer } from '../../support/servers/own-server.ts';
import { startPostgres, whyNoPostgres } from '../../support/servers/start-postgres.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

it('jobs are taken though the connections that listen for them hear nothing', async ({ skip }) => {
  const missing = whyNoPostgres();
  if (missing !== undefined) return skip(missing);
  const postgres = await startPostgres();
  onTestFinished(() => postgres.close());
  ownServer(postgres, skip);
  const environment = { DATABASE_URL: await postgres.createDatabase(), LEX_DATA_DIR: await temporaryDirectory() };
  expect(await runLex(['migrate'], environment)).toMatchObject({ code: 0 });
  const lex = await startLex(environment);
  const client = new GraphqlClient(lex.url);
  const admin = new pg.Client({ connectionString: environment.DATABASE_URL });
  await admin.connect();
  onTestFinished(() => admin.end());
  const { rows } = await admin.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND query ~ 'LISTEN '`,
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const { pid } of rows) process.kill(pid, 'SIGSTOP');
  try {
    // A queue that hears nothing looks by itself every few seconds; a job waits at most four before it is tried again.
    for (const message of ['what is 6 times 7?', 'what is 21 times 2?']) {
      const { chat } = await client.run(ChatDocument, { input: { message, waitMs: 30_000 } });
      expect(chat.reply).toMatchObject({ state: 'COMPLETED', content: expect.stringContaining('42') });
    }
  } finally {
    for (const { pid } of rows) process.kill(pid, 'SIGCONT');
  }
});
