import { expect, it, onTestFinished } from 'vitest';
import { ChatDocument } from '../../src/generated/graphql.ts';
import { collect } from '../support/clients/subscription-client.ts';
import { clusterTests, textOf } from '../support/lex/cluster.ts';
import { spawnLex } from '../support/lex/lex-process.ts';
import { countOnTheWayTo } from '../support/servers/counting-proxy.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const startCluster = clusterTests({ sharesRedis: true });

/** The most that a reply may take, from its mutation to its end. */
const MOST = 12;
/** As many at a time as a worker writes: what is sent together is one round trip. */
const AT_A_TIME = 8;
const CHATS = 5 * AT_A_TIME;
const TRIES = 5;

it('a reply takes few round trips to PostgreSQL and Redis, from its server and its worker together', async () => {
  const { environment, startNode } = await startCluster();
  const { DATABASE_URL = '', REDIS_URL = '' } = environment;
  const ways = await Promise.all([countOnTheWayTo(DATABASE_URL), countOnTheWayTo(REDIS_URL)]);
  onTestFinished(async () => {
    await Promise.all(ways.map(({ proxy }) => proxy.close()));
  });
  const [database, redis] = ways;
  const counted = { DATABASE_URL: database.url, REDIS_URL: redis.url, LEX_MODEL: 'local/lex' };
  const { client, follow } = await startNode('serve', counted);
  const worker = spawnLex(['work'], { ...environment, ...counted, LEX_DATA_DIR: await temporaryDirectory() });
  await worker.printed(/"msg":"working"/);

  async function chat(message: string): Promise<void> {
    const { chat } = await client.run(ChatDocument, { input: { message } });
    expect(textOf(await collect(follow(chat.reply.id)))).not.toBe('');
  }

  await chat('hello');
  const perChat: number[] = [];
  for (let tries = 0; tries < TRIES; tries++) {
    const before = ways.map(({ proxy }) => proxy.roundTrips);
    await Promise.all(
      Array.from({ length: AT_A_TIME }, async () => {
        for (let chats = 0; chats < CHATS / AT_A_TIME; chats++) await chat('hello');
      }),
    );
    const made = ways.map(({ proxy }, index) => proxy.roundTrips - (before[index] ?? 0));
    perChat.push(made.reduce((sum, count) => sum + count, 0) / CHATS);
  }
  // What processes do now and then, such as to look for jobs that were lost, only adds to some of the tries.
  const fewest = Math.min(...perChat);
  expect(fewest).toBeGreaterThan(3);
  expect(fewest).toBeLessThanOrEqual(MOST);
});
