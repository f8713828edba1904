import { z } from 'zod';
import type { CacheRedis } from '../redis/cache-redis.ts';
import type { CacheStore } from './cache-store.ts';
import { createResting } from './resting.ts';

/** The longest text that is sent or fetched. To move a longer one costs more than it saves. */
export const LONGEST_ENTRY_BYTES = 256 * 1024;
/**
 * What an entry takes in Redis, in bytes, besides its text and three times its key: the key is also in the two sets
 * that count the bytes. Measured with Redis 7.0: 320 on 10,000 entries of 10 bytes, somewhat more while Redis's
 * tables grow, less with long texts.
 */
const ENTRY_COST = 360;
/** The most entries that one write evicts, so that it never blocks Redis: more than the longest text needs. */
const DROPPED_AT_ONCE = 1_000;
/** How much longer than its last entry the account of bytes lives, in milliseconds. */
const ACCOUNT_TTL_MS = 1_000;

/** Reads an entry and its remaining time, unless it is longer than anything that Lex stores. */
const READ = `
if redis.call('STRLEN', KEYS[1]) > tonumber(ARGV[1]) then return false end
local text = redis.call('GET', KEYS[1])
return text and { text, redis.call('PTTL', KEYS[1]) }`;

/**
 * Stores an entry under a bound on the bytes of all entries. It removes expired entries from the account, then evicts
 * those that expire soonest, until the new one fits.
 *
 * The account is a sorted set, of when each entry expires, and a hash, of the bytes of each and their sum. If Redis has
 * lost one of the two, the account begins again, and the entries that it no longer counts go when they expire.
 */
const WRITE_BOUNDED = `
local entry, ends, sizes = KEYS[1], KEYS[2], KEYS[3]
local text, ttlMs, size, maxBytes = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local known = redis.call('ZCARD', ends) > 0 and redis.call('HGET', sizes, 'sum')
local sum = tonumber(known or 0)
-- When its memory is full, Redis refuses only the first write of a script. This is the first: nothing has changed yet.
redis.call('HSET', sizes, 'sum', sum)
if not known then redis.call('DEL', ends, sizes) end
local function drop(key)
  sum = sum - tonumber(redis.call('HGET', sizes, key) or 0)
  redis.call('HDEL', sizes, key)
  redis.call('ZREM', ends, key)
  redis.call('DEL', key)
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
drop(entry)
for _ = 1, ${DROPPED_AT_ONCE} do
  local first = redis.call('ZRANGE', ends, 0, 0, 'WITHSCORES')
  if not first[1] or (tonumber(first[2]) > now and sum + size <= maxBytes) then break end
  drop(first[1])
end
if sum + size <= maxBytes then
  redis.call('SET', entry, text, 'PX', ttlMs)
  redis.call('ZADD', ends, now + ttlMs, entry)
  redis.call('HSET', sizes, entry, size)
  sum = sum + size
end
redis.call('HSET', sizes, 'sum', sum)
local last = redis.call('ZRANGE', ends, -1, -1, 'WITHSCORES')[2] or now
redis.call('PEXPIREAT', ends, string.format('%.0f', last + ${ACCOUNT_TTL_MS}))
redis.call('PEXPIREAT', sizes, string.format('%.0f', last + ${ACCOUNT_TTL_MS}))
return sum`;

const entryReply = z.tuple([z.string(), z.int()]).nullable();

/** Where an entry is in Redis. */
export const entryKey = (prefix: string, key: string) => `${prefix}:cache:entry:${key}`;

/**
 * Creates a store in Redis, under keys that begin with `${prefix}:cache:`.
 *
 * @param options.maxBytes the most bytes that all entries of the prefix may take, where their Redis also holds data
 *   that must not be evicted; undefined where Redis evicts by itself
 */
export function createRedisCacheStore({
  connection: { redis, probe },
  prefix,
  maxBytes,
}: {
  connection: Pick<CacheRedis, 'redis' | 'probe'>;
  prefix: string;
  maxBytes: number | undefined;
}): CacheStore {
  const keyOf = (key: string) => entryKey(prefix, key);
  const ends = `${prefix}:cache:ends`;
  const sizes = `${prefix}:cache:sizes`;
  const { ask } = createResting();

  return {
    async get(key) {
      const asked = performance.now();
      const reply = entryReply.safeParse(await ask(() => redis.eval(READ, 1, keyOf(key), LONGEST_ENTRY_BYTES)));
      if (!reply.data) return undefined;
      const [text, leftThenMs] = reply.data;
      // Its remaining time went on while the answer was on its way.
      const leftMs = leftThenMs - Math.ceil(performance.now() - asked);
      return leftMs > 0 ? { text, leftMs } : undefined;
    },
    async set(key, text, ttlMs) {
      const entry = keyOf(key);
      const bytes = Buffer.byteLength(text);
      if (bytes > LONGEST_ENTRY_BYTES) return;
      if (maxBytes === undefined) {
        await ask(() => redis.set(entry, text, 'PX', ttlMs));
        return;
      }
      const size = bytes + 3 * Buffer.byteLength(entry) + ENTRY_COST;
      if (size > maxBytes) return;
      await ask(() => redis.eval(WRITE_BOUNDED, 3, entry, ends, sizes, text, ttlMs, size, maxBytes));
    },
    probe,
  };
}
