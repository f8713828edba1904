import { expect, it, onTestFinished } from 'vitest';
import { StatusDocument } from '../../src/generated/graphql.ts';
import { freePort } from '../support/free-port.ts';
import { type ClusterNode, clusterTests } from '../support/lex/cluster.ts';
import { startRedis } from '../support/servers/start-redis.ts';

const startCluster = clusterTests({ sharesRedis: true });

async function cacheState({ client }: ClusterNode) {
  const { status } = await client.run(StatusDocument, {});
  return { all: status.state, ...status.components.find(({ name }) => name === 'cache') };
}

it('what servers count for each other is in a Redis of the cache’s own, where there is one', async () => {
  const { redis, startNode } = await startCluster();
  const own = await startRedis();
  onTestFinished(() => own.close());
  const settings = { REDIS_CACHE_URL: own.url };
  const nodes = [await startNode('all', settings), await startNode('serve', settings)];
  const [main, cache] = [redis.connect(), own.connect()];
  const kept = async () => {
    for (const node of nodes) await cacheState(node);
    return cache.keys('lex:*:cache:entry:*');
  };
  await expect.poll(kept).toEqual([expect.stringContaining('status.jobs.ended')]);
  expect(await main.keys('lex:*:cache:*')).toEqual([]);
  for (const node of nodes) {
    await expect.poll(() => cacheState(node)).toMatchObject({ all: 'UP', state: 'UP' });
  }
});

it('a server starts, answers and says so while the Redis of its cache isn’t there', async () => {
  const { startNode } = await startCluster();
  const node = await startNode('all', { REDIS_CACHE_URL: `redis://127.0.0.1:${await freePort()}` });
  expect(await cacheState(node)).toMatchObject({
    all: 'DEGRADED',
    state: 'DEGRADED',
    detail: expect.stringContaining('ECONNREFUSED'),
  });
  expect((await fetch(`${node.lex.url}/health/ready`)).status).toBe(200);
});
