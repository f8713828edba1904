import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { redisServers } from '../../src/doctor/redis/redis-servers.ts';
import { examined, look, statesOf } from '../support/doctor/examined.ts';
import { startRedis, type TestRedis, whyNoRedis } from '../support/servers/start-redis.ts';

const missing = whyNoRedis();
let redis: TestRedis;
beforeAll(async () => {
  if (missing === undefined) redis = await startRedis();
});
afterAll(() => redis?.close());
beforeEach(async ({ skip }) => {
  skip(missing !== undefined, missing);
  skip(redis.server === undefined, 'the server is not this test’s own');
  const settings = { 'maxmemory-policy': 'noeviction', maxmemory: '0', timeout: '0', appendonly: 'yes' };
  const connection = redis.connect();
  for (const [name, value] of Object.entries(settings)) await connection.config('SET', name, value);
});

const DATABASE_URL = 'postgresql://127.0.0.1:1/lex';
const looks = (more: Record<string, string> = {}) => {
  return look(redisServers, examined({ DATABASE_URL, REDIS_URL: redis.url, ...more }));
};
const set = (name: string, value: string) => redis.connect().config('SET', name, value);
const of = async (check: string) => (await looks()).filter((finding) => finding.check === check);

it('finds nothing wrong with a Redis that is set up as it should be, and leaves no key in it', async () => {
  const found = await looks();
  expect(found.filter(({ check, state }) => state !== 'ok' && check !== 'redis.latency')).toEqual([]);
  expect(statesOf(found)).toEqual(expect.arrayContaining(['clock.redis ok', 'redis.messages ok']));
  expect(await redis.connect().dbsize()).toBe(0);
});

it('tells of a Redis that may throw jobs away, the worse when it is bounded', async () => {
  await set('maxmemory-policy', 'allkeys-lru');
  expect(await of('redis.eviction')).toMatchObject([{ state: 'warning' }]);
  await set('maxmemory', '256mb');
  expect(await of('redis.eviction')).toMatchObject([
    { state: 'problem', fix: expect.stringContaining('noeviction'), facts: { policy: 'allkeys-lru' } },
  ]);
});

it('tells of a memory that is nearly full, and of a cache that may take most of it', async () => {
  const connection = redis.connect();
  const used = Number(/used_memory:(\d+)/.exec(await connection.info('memory'))?.[1]);
  await set('maxmemory', String(used));
  expect(await of('redis.memory')).toMatchObject([{ state: 'problem' }]);
  await set('maxmemory', '100mb');
  expect(await of('redis.memory')).toMatchObject([
    { state: 'warning', fix: expect.stringContaining('LEX_CACHE_MAX_BYTES') },
  ]);
});

it('tells of a Redis that ends idle connections, keeps no file, or is a replica', async () => {
  await set('timeout', '300');
  await set('appendonly', 'no');
  const found = await looks();
  expect(statesOf(found)).toEqual(expect.arrayContaining(['redis warning', 'redis.persistence warning']));
  const connection = redis.connect();
  await connection.call('REPLICAOF', '127.0.0.1', '1');
  try {
    expect(await of('redis')).toEqual(expect.arrayContaining([expect.objectContaining({ state: 'problem' })]));
  } finally {
    await connection.call('REPLICAOF', 'NO', 'ONE');
  }
});

it('judges the Redis of the cache as one that has to make room, and one that is away as no harm', async () => {
  // Another name of the same server stands for another server.
  const REDIS_CACHE_URL = redis.url.replace('127.0.0.1', 'localhost');
  await set('maxmemory', '1gb');
  expect(statesOf(await looks({ REDIS_CACHE_URL }))).toContain('cache.eviction warning');
  expect(statesOf(await looks({ REDIS_CACHE_URL: 'redis://127.0.0.1:1' }))).toContain('cache warning');
});

it('says why a Redis can’t be used, without its password', async () => {
  const found = await look(redisServers, examined({ DATABASE_URL, REDIS_URL: 'redis://:hunter2hunter2@127.0.0.1:1' }));
  expect(found).toMatchObject([{ check: 'redis', state: 'problem', says: expect.stringContaining('ECONNREFUSED') }]);
  expect(JSON.stringify(found)).not.toContain('hunter2');
});
