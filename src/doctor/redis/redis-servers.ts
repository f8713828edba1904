import { messageOf } from '../../errors.ts';
import {
  passesMessages,
  readRedisClock,
  readRedisFacts,
  readRedisSetting,
  timePings,
} from '../../redis/examine/redis-facts.ts';
import { visitRedis } from '../../redis/examine/visit-redis.ts';
import type { Redis } from '../../redis/redis.ts';
import { isSameRedis } from '../../redis/same-redis.ts';
import type { Check } from '../findings/check.ts';
import { type NamedFinding, named, ok, problem, unchecked, warning } from '../findings/finding.ts';
import { aheadOf, judgeClock } from '../findings/judge-clock.ts';
import { judgeLatency } from '../findings/judge-latency.ts';
import { sentence } from '../findings/sentence.ts';
import { judgeEviction, judgeMemory } from './judge-memory.ts';
import { judgePersistence } from './judge-persistence.ts';
import { judgeRedisServer } from './judge-redis-server.ts';

const LIMIT_MS = 20_000;
const TRIES = 9;
/** Within one data centre it is a tenth of it. */
const SLOW_MS = 5;

/** What a Redis is for: what it has must stay, or it is a cache alone. */
export type RedisUse = 'all' | 'cache';

/** The Redis of the queue, of events and of what replies say, and a second one for the cache, where there is one. */
export const redisServers: Check = {
  name: 'redis',
  timeoutMs: () => LIMIT_MS,
  async run({ config }, signal) {
    if (!config) return named('redis', [unchecked('The settings have to be mended first.')]);
    const { redisUrl, redisCacheUrl, cacheMaxBytes } = config;
    if (redisUrl === undefined) return [];
    const hasOwnCache = redisCacheUrl !== undefined && !isSameRedis(redisUrl, redisCacheUrl);
    const main = examine('redis', redisUrl, { use: 'all', caches: hasOwnCache ? 0 : cacheMaxBytes, signal });
    const cache = hasOwnCache ? examine('cache', redisCacheUrl, { use: 'cache', caches: 0, signal }) : [];
    return (await Promise.all([main, cache])).flat();
  },
};

interface Use {
  readonly use: RedisUse;
  /** The most bytes that Lex keeps there as a cache; 0 where it isn't told. */
  readonly caches: number;
  readonly signal: AbortSignal;
}

/** @param name what its findings begin with */
async function examine(name: string, url: string, use: Use): Promise<NamedFinding[]> {
  try {
    return await visitRedis(url, (first, second) => look(name, [first, second], use));
  } catch (error) {
    const setting = name === 'redis' ? 'REDIS_URL' : 'REDIS_CACHE_URL';
    const says = `${setting} can't be used: ${sentence(messageOf(error))}`;
    const fix = `See that it runs, and that ${setting} has its address and password.`;
    // Without its cache Lex only does more work.
    return named(name, [name === 'redis' ? problem(says, fix) : warning(says, fix)]);
  }
}

async function look(
  name: string,
  [first, second]: readonly [Redis, Redis],
  { use, caches, signal }: Use,
): Promise<NamedFinding[]> {
  const facts = await readRedisFacts(first);
  const [idleSeconds, maxClients] = await Promise.all([
    readRedisSetting(first, 'timeout'),
    readRedisSetting(first, 'maxclients'),
  ]);
  const clock = await readRedisClock(first);
  const { aheadMs, uncertainMs } = aheadOf(clock.read, clock);
  const latency = judgeLatency('Redis', await timePings(first, TRIES), SLOW_MS);
  const heard = await passesMessages(first, second, signal);
  const fix = `Lead ${use === 'all' ? 'REDIS_URL' : 'REDIS_CACHE_URL'} to the Redis itself, past what is in between.`;
  return [
    ...named(name, judgeRedisServer(facts, { idleSeconds, maxClients })),
    ...named(`${name}.eviction`, [judgeEviction(facts, use)]),
    ...named(`${name}.memory`, [judgeMemory(facts, { use, caches })]),
    ...(use === 'all' ? named(`${name}.persistence`, judgePersistence(facts)) : []),
    ...named(`${name}.latency`, [latency]),
    ...named(`${name}.messages`, [
      heard
        ? ok('What is published on one connection is heard on another.')
        : problem('What is published on one connection is not heard on another: clients see no events.', fix),
    ]),
    ...named(`clock.${name}`, [judgeClock(`The clock of the Redis at ${name}`, aheadMs, uncertainMs)]),
  ];
}
