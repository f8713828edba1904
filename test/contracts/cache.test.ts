import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { type Cache, type CacheKey, createCache } from '../../src/cache/cache.ts';
import type { CacheStore } from '../../src/cache/cache-store.ts';
import { createRedisCacheStore, LONGEST_ENTRY_BYTES } from '../../src/cache/redis-cache-store.ts';
import { openCacheRedis } from '../../src/redis/cache-redis.ts';
import { ownServer } from '../support/servers/own-server.ts';
import { type RedisServer, startRedis, type TestRedis, whyNoRedis } from '../support/servers/start-redis.ts';

const missing = whyNoRedis();
let redis: TestRedis;
let observer: ReturnType<TestRedis['connect']>;
beforeAll(async () => {
  if (missing !== undefined) return;
  redis = await startRedis();
  observer = redis.connect();
});
afterAll(async () => {
  if (missing === undefined) await redis.close();
});

interface Note {
  readonly text: string;
}
const KEY: CacheKey<Note> = 'note';
const KIND = { ttlMs: 60_000, schema: z.object({ text: z.string() }) };
const MIB = 2 ** 20;

interface OpenOptions {
  readonly prefix?: string;
  readonly maxBytes?: number | undefined;
  /** As Lex has it, for tests of what then happens; others wait for a busy machine. @default a minute */
  readonly commandTimeoutMs?: number | undefined;
}

/** That of Lex: {@link openCacheRedis} has it by default. */
const IMPATIENT = { commandTimeoutMs: undefined };

/** The store of one process more. */
async function openStore(options: OpenOptions = {}): Promise<CacheStore> {
  const { prefix = 'lex:a', maxBytes, commandTimeoutMs } = { commandTimeoutMs: 60_000, ...options };
  const log = pino({ level: 'silent' });
  const connection = await openCacheRedis(redis.url, {
    name: prefix,
    evicts: false,
    log,
    ...(commandTimeoutMs !== undefined && { commandTimeoutMs }),
  });
  onTestFinished(() => connection.close());
  return createRedisCacheStore({ connection, prefix, maxBytes });
}

/** The cache of one process more. */
async function open(options?: OpenOptions): Promise<Cache> {
  return createCache({ maxBytes: MIB, store: await openStore(options) });
}

const brings = (text: string) => vi.fn(async (): Promise<Note> => ({ text }));

describe('a cache of one process alone', () => {
  const alone = () => createCache({ maxBytes: MIB });

  it('loads once for all who ask, and counts who had to wait for it', async () => {
    const cache = alone();
    const load = brings('a');
    const all = await Promise.all(Array.from({ length: 5 }, () => cache.getOrLoadShared(KEY, KIND, load)));
    expect(all).toEqual(Array(5).fill({ text: 'a' }));
    expect(await cache.getOrLoadShared(KEY, KIND, load)).toEqual({ text: 'a' });
    expect(load).toHaveBeenCalledTimes(1);
    expect(cache.stats()).toEqual({ hitsInProcess: 1, hitsInRedis: 0, misses: 5, entries: 1 });
  });

  it('keeps what is its own and what could be shared apart', async () => {
    const cache = alone();
    await cache.getOrLoad(KEY, 60_000, brings('own'));
    expect(await cache.getOrLoadShared(KEY, KIND, brings('shared'))).toEqual({ text: 'shared' });
    expect(await cache.getOrLoad(KEY, 60_000, brings('other'))).toEqual({ text: 'own' });
  });
});

describe.each([
  ['that evicts by itself', undefined],
  ['whose bytes are counted', MIB],
])('caches over a Redis %s', (_, maxBytes) => {
  const entry = 'lex:a:cache:entry:note';
  beforeEach(async ({ skip }) => {
    skip(missing !== undefined, missing);
    await observer.flushdb();
  });

  it('share what one of them has loaded, which the others count as found', async () => {
    const [one, other] = [await open({ maxBytes }), await open({ maxBytes })];
    expect(await one.getOrLoadShared(KEY, KIND, brings('first'))).toEqual({ text: 'first' });
    const load = brings('second');
    expect(await other.getOrLoadShared(KEY, KIND, load)).toEqual({ text: 'first' });
    expect(load).not.toHaveBeenCalled();
    expect(one.stats()).toEqual({ hitsInProcess: 0, hitsInRedis: 0, misses: 1, entries: 1 });
    expect(other.stats()).toEqual({ hitsInProcess: 0, hitsInRedis: 1, misses: 0, entries: 1 });
  });

  it('load once for all who ask one of them, and share a failure without keeping it', async () => {
    const cache = await open({ maxBytes });
    const fails = vi.fn(() => Promise.reject(new Error('away')));
    const failed = await Promise.allSettled(Array.from({ length: 20 }, () => cache.getOrLoadShared(KEY, KIND, fails)));
    expect(failed.map(({ status }) => status)).toEqual(Array(20).fill('rejected'));
    const load = brings('a');
    await Promise.all(Array.from({ length: 20 }, () => cache.getOrLoadShared(KEY, KIND, load)));
    expect([fails, load].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
    expect(cache.stats()).toEqual({ hitsInProcess: 0, hitsInRedis: 0, misses: 40, entries: 1 });
  });

  it('keep it for its time', async () => {
    const [one, other] = [await open({ maxBytes }), await open({ maxBytes })];
    const short = { ...KIND, ttlMs: 300 };
    await one.getOrLoadShared(KEY, short, brings('old'));
    await other.getOrLoadShared(KEY, short, brings('old'));
    for (const cache of [one, other]) {
      await expect.poll(() => cache.getOrLoadShared(KEY, short, brings('new'))).toEqual({ text: 'new' });
    }
  });

  it('keep nothing for longer than it has left where it was shared', async () => {
    const [one, other] = [await open({ maxBytes }), await open({ maxBytes })];
    await one.getOrLoadShared(KEY, KIND, brings('old'));
    expect(await observer.pttl(entry)).toBeGreaterThan(50_000);
    await observer.pexpire(entry, 3_000);
    expect(await other.getOrLoadShared(KEY, KIND, brings('new'))).toEqual({ text: 'old' });
    await expect.poll(() => other.getOrLoadShared(KEY, KIND, brings('new'))).toEqual({ text: 'new' });
    expect(await one.getOrLoadShared(KEY, KIND, brings('new'))).toEqual({ text: 'old' });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['text that is no JSON', () => observer.set(entry, '{"text":', 'PX', 60_000)],
    ['JSON of another kind', () => observer.set(entry, '{"text":5}', 'PX', 60_000)],
    ['JSON that is no object', () => observer.set(entry, 'null', 'PX', 60_000)],
    ['what never ends', () => observer.set(entry, '{"text":"for ever"}')],
    ['something that is no text', () => observer.rpush(entry, '{"text":"in a list"}')],
    [
      'what is longer than anything that was kept',
      () => observer.set(entry, JSON.stringify({ text: 'x'.repeat(LONGEST_ENTRY_BYTES) }), 'PX', 60_000),
    ],
  ])('load anew over %s', async (_, putRubbish) => {
    const [one, other] = [await open({ maxBytes }), await open({ maxBytes })];
    await putRubbish();
    expect(await one.getOrLoadShared(KEY, KIND, brings('right'))).toEqual({ text: 'right' });
    expect(await other.getOrLoadShared(KEY, KIND, brings('not asked'))).toEqual({ text: 'right' });
  });

  it('share nothing that is very long', async () => {
    const [one, other] = [await open({ maxBytes }), await open({ maxBytes })];
    const long = 'é'.repeat(LONGEST_ENTRY_BYTES / 2);
    await one.getOrLoadShared(KEY, KIND, brings(long));
    expect(await observer.exists(entry)).toBe(0);
    expect(await one.getOrLoadShared(KEY, KIND, brings('not asked'))).toEqual({ text: long });
    expect(await other.getOrLoadShared(KEY, KIND, brings('its own'))).toEqual({ text: 'its own' });
  });

  it('share nothing with those of another database', async () => {
    const [one, other] = [await open({ maxBytes }), await open({ maxBytes, prefix: 'lex:b' })];
    await one.getOrLoadShared(KEY, KIND, brings('of a'));
    expect(await other.getOrLoadShared(KEY, KIND, brings('of b'))).toEqual({ text: 'of b' });
    expect(await (await open({ maxBytes })).getOrLoadShared(KEY, KIND, brings('-'))).toEqual({ text: 'of a' });
    const keys = await observer.keys('*');
    expect(keys.filter((key) => !/^lex:[ab]:cache:/.test(key))).toEqual([]);
  });

  describe('which fails', () => {
    let server: RedisServer;
    beforeEach(({ skip }) => {
      server = ownServer(redis, skip);
    });

    /** Asks under keys that nobody has asked for. */
    let asked = 0;
    const ask = async (cache: Cache) => {
      const text = `${asked++}`;
      expect(await cache.getOrLoadShared(`asked.${text}`, KIND, brings(text))).toEqual({ text });
    };
    /** Whether what one has loaded is there for the other. */
    const shares = async (one: Cache, other: Cache) => {
      const key: CacheKey<Note> = `shared.${asked++}`;
      await one.getOrLoadShared(key, KIND, brings('shared'));
      return (await other.getOrLoadShared(key, KIND, brings('own'))).text === 'shared';
    };

    it('load what they lack while it is gone, and share again when it is back', async () => {
      const [one, other] = [await open({ maxBytes }), await open({ maxBytes })];
      const store = await openStore({ maxBytes });
      await server.stop();
      onTestFinished(() => server.stop().then(() => server.start()));
      for (let n = 0; n < 50; n++) await ask(one);
      await expect(store.probe()).rejects.toThrow(/^the processes share no cache, .*\.*(ECONNREFUSED|closed)/i);
      await server.start();
      await expect.poll(() => shares(one, other)).toBe(true);
      await expect.poll(() => store.probe().then(() => 'up')).toBe('up');
    });

    it('pass it over while it stands still, and share again when it goes on', async () => {
      const [one, other] = [await open({ maxBytes, ...IMPATIENT }), await open({ maxBytes, ...IMPATIENT })];
      const store = await openStore({ maxBytes, ...IMPATIENT });
      const received = async () => Number(/total_commands_processed:(\d+)/.exec(await observer.info('stats'))?.[1]);
      const before = await received();
      server.pause();
      onTestFinished(() => server.resume());
      for (let n = 0; n < 200; n++) await ask(one);
      await expect(store.probe()).rejects.toThrow('the processes share no cache');
      server.resume();
      // Were each to ask it, it would find two commands of each when it wakes up.
      expect((await received()) - before).toBeLessThan(100);
      await expect.poll(() => shares(one, other)).toBe(true);
    });

    it('load what they lack while it is full, and still find what is there', async () => {
      const [one, other] = [await open({ maxBytes }), await open({ maxBytes })];
      const store = await openStore({ maxBytes });
      await one.getOrLoadShared(KEY, KIND, brings('from before'));
      await observer.config('SET', 'maxmemory', '1');
      onTestFinished(async () => {
        await observer.config('SET', 'maxmemory', '0');
      });
      for (let n = 0; n < 10; n++) await ask(one);
      expect(await shares(one, other)).toBe(false);
      expect(await other.getOrLoadShared(KEY, KIND, brings('not asked'))).toEqual({ text: 'from before' });
      await expect(store.probe()).rejects.toThrow('OOM');
      await observer.config('SET', 'maxmemory', '0');
      expect(await shares(one, other)).toBe(true);
    });
  });
});

describe('the bytes of a cache in a Redis that is not its own', () => {
  const MAX_BYTES = 200_000;
  beforeEach(async ({ skip }) => {
    skip(missing !== undefined, missing);
    await observer.flushdb();
  });

  /** What Redis says that all of the cache takes. */
  async function bytesTaken(): Promise<number> {
    const keys = await observer.keys('lex:a:cache:*');
    const sizes = await Promise.all(keys.map((key) => observer.memory('USAGE', key, 'SAMPLES', '0')));
    return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  }

  /** What the account says, after a look whether it is right in itself. */
  async function account(): Promise<number> {
    const [sizes, ends, keys] = await Promise.all([
      observer.hgetall('lex:a:cache:sizes'),
      observer.zrange('lex:a:cache:ends', '0', '-1'),
      observer.keys('lex:a:cache:entry:*'),
    ]);
    const { sum = '0', ...each } = sizes;
    expect(Object.keys(each).sort()).toEqual([...ends].sort());
    expect(Object.values(each).reduce<number>((total, size) => total + Number(size), 0)).toBe(Number(sum));
    // Those whose time is over are still in the account.
    for (const key of keys) expect(ends).toContain(key);
    return Number(sum);
  }

  it('stay within their bound while several write at once and entries end', async () => {
    const writers = await Promise.all(Array.from({ length: 4 }, () => openStore({ maxBytes: MAX_BYTES })));
    let seed = 1;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    let fullest = 0;
    for (let round = 0; round < 150; round++) {
      await Promise.all(
        writers.flatMap((writer) =>
          Array.from({ length: 4 }, () => {
            // Some are written again, some end at once, some are the smallest there can be.
            const text = 'x'.repeat(random(2) === 0 ? 1 : random(5_000));
            return writer.set(`${random(700)}`, text, random(3) === 0 ? 1 + random(20) : 60_000 + random(60_000));
          }),
        ),
      );
      const taken = await bytesTaken();
      expect(taken).toBeLessThanOrEqual(MAX_BYTES);
      expect(await account()).toBeLessThanOrEqual(MAX_BYTES);
      fullest = Math.max(fullest, taken);
    }
    expect(fullest).toBeGreaterThan(MAX_BYTES / 2);
  });

  it('stay within it with the smallest of entries too', async () => {
    const store = await openStore({ maxBytes: MAX_BYTES });
    for (let n = 0; n < 1_000; n += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, at) => store.set(`${n + at}`, '1', 60_000)));
    }
    expect(await bytesTaken()).toBeLessThanOrEqual(MAX_BYTES);
    expect((await observer.keys('lex:a:cache:entry:*')).length).toBeGreaterThan(100);
  });

  it('are made room in by what has the least time left', async () => {
    const store = await openStore({ maxBytes: 20_000 });
    const text = 'x'.repeat(5_000);
    await store.set('long', text, 60_000);
    await store.set('short', text, 10_000);
    await store.set('middle', text, 30_000);
    await store.set('new', text, 20_000);
    const found = await Promise.all(['long', 'short', 'middle', 'new'].map((key) => store.get(key)));
    expect(found.map((each) => each !== undefined)).toEqual([true, false, true, true]);
  });

  it('are not spent on an entry that is longer than all of them', async () => {
    const store = await openStore({ maxBytes: 20_000 });
    await store.set('small', 'x', 60_000);
    await store.set('large', 'x'.repeat(20_000), 60_000);
    expect(await store.get('large')).toBeUndefined();
    expect(await store.get('small')).toMatchObject({ text: 'x' });
  });

  it('leave nothing behind when all entries have ended', async () => {
    const store = await openStore({ maxBytes: MAX_BYTES });
    await Promise.all(Array.from({ length: 20 }, (_, n) => store.set(`${n}`, 'x', 100)));
    expect((await observer.keys('lex:a:*')).length).toBeGreaterThan(0);
    await expect.poll(() => observer.keys('lex:a:*')).toEqual([]);
  });

  it.each(['ends', 'sizes'])('are counted anew when Redis has lost the %s of entries', async (part) => {
    const store = await openStore({ maxBytes: 20_000 });
    const text = 'x'.repeat(5_000);
    for (const key of ['a', 'b', 'c']) await store.set(key, text, 60_000);
    await observer.del(`lex:a:cache:${part}`);
    for (let n = 0; n < 10; n++) await store.set(`${n}`, text, 60_000);
    expect(await store.get('9')).toMatchObject({ text });
    expect(await observer.zcard('lex:a:cache:ends')).toBe(3);
    expect(Number(await observer.hget('lex:a:cache:sizes', 'sum'))).toBeGreaterThan(15_000);
  });
});
