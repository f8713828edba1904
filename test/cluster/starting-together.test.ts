import { expect, it, onTestFinished } from 'vitest';
import { ChatDocument, MessageDocument } from '../../src/generated/graphql.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { runLex, startLex } from '../support/lex/lex-process.ts';
import { sharedPostgres } from '../support/servers/shared-postgres.ts';
import { sharedRedis } from '../support/servers/shared-redis.ts';
import { whyNoPostgres } from '../support/servers/start-postgres.ts';
import { whyNoRedis } from '../support/servers/start-redis.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

it('three processes that migrate an empty database and serve, all at once, do it once and work together', async ({
  skip,
}) => {
  const missing = whyNoPostgres() ?? whyNoRedis();
  if (missing !== undefined) return skip(missing);
  const postgres = await sharedPostgres();
  onTestFinished(() => postgres.close());
  const redis = await sharedRedis();
  onTestFinished(() => redis.close());
  const DATABASE_URL = await postgres.createDatabase();
  const migrations: string[] = [];
  const servers = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const environment = { DATABASE_URL, REDIS_URL: redis.url, LEX_DATA_DIR: await temporaryDirectory() };
      const migrating = await runLex(['migrate'], environment);
      expect(migrating).toMatchObject({ code: 0, stderr: '' });
      migrations.push(...migrating.stdout.split('\n').filter((line) => line.startsWith('applied ')));
      return startLex(environment);
    }),
  );
  expect(migrations.length).toBeGreaterThan(0);
  expect(new Set(migrations).size).toBe(migrations.length);

  const clients = servers.map(({ url }) => new GraphqlClient(url));
  const chats = await Promise.all(
    clients.map((client) => client.run(ChatDocument, { input: { message: 'what is 6 times 7?', waitMs: 20_000 } })),
  );
  for (const [index, { chat }] of chats.entries()) {
    expect(chat.reply.state).toBe('COMPLETED');
    // All three made, or found, the one viewer: each sees what was said to the others.
    const { message } = (await clients[(index + 1) % 3]?.run(MessageDocument, { id: chat.reply.id })) ?? {};
    expect(message?.content).toBe(chat.reply.content);
  }
});
