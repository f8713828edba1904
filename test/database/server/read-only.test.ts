import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { ChatDocument, MemoryDocument, RememberDocument } from '../../../src/generated/graphql.ts';
import { GraphqlClient } from '../../support/clients/graphql-client.ts';
import { startLex } from '../../support/lex/lex-process.ts';
import { sharedPostgres } from '../../support/servers/shared-postgres.ts';
import { query, whyNoPostgres } from '../../support/servers/start-postgres.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const missing = whyNoPostgres();
beforeEach(({ skip }) => skip(missing !== undefined, missing));

it('a database that takes nothing any more is read, mutations are UNAVAILABLE, and all goes on later', async () => {
  const postgres = await sharedPostgres();
  onTestFinished(() => postgres.close());
  const DATABASE_URL = await postgres.createMigratedDatabase();
  const name = new URL(DATABASE_URL).pathname.slice(1);
  /** As on a server that another one has taken the place of: what is connected has to connect anew. */
  const takeNothing = async (isReadOnly: boolean) => {
    await query(postgres.adminUrl, `ALTER DATABASE ${name} SET default_transaction_read_only = ${isReadOnly}`);
    await query(postgres.adminUrl, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
  };
  const lex = await startLex({ DATABASE_URL, LEX_DATA_DIR: await temporaryDirectory() });
  const client = new GraphqlClient(lex.url);
  await client.run(RememberDocument, { input: { key: 'bike', content: 'My bike is red.' } });
  await takeNothing(true);

  const read = async () => (await client.run(MemoryDocument, { key: 'bike' })).memory?.content;
  await expect.poll(() => read().catch(() => undefined)).toBe('My bike is red.');
  const writes = [
    () => client.run(ChatDocument, { input: { message: 'Hello' } }),
    () => client.run(RememberDocument, { input: { key: 'boat', content: 'My boat is blue.' } }),
  ];
  for (const write of writes) await expect(write()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(await read()).toBe('My bike is red.');

  await takeNothing(false);
  const input = { message: 'what is 6 times 7?', idempotencyKey: 'again', waitMs: 60_000 };
  const reply = () => client.run(ChatDocument, { input }).catch(() => undefined);
  await expect.poll(async () => (await reply())?.chat.reply.state).toBe('COMPLETED');
  lex.kill('SIGTERM');
  expect(await lex.exited).toEqual({ code: 0, signal: null });
});
