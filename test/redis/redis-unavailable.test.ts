import { pino } from 'pino';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { openRedis } from '../../src/redis/redis.ts';
import { fromRedis, RedisUnavailableError } from '../../src/redis/redis-unavailable-error.ts';
import { ownServer } from '../support/servers/own-server.ts';
import { startRedis, whyNoRedis } from '../support/servers/start-redis.ts';

beforeEach(({ skip }) => {
  const missing = whyNoRedis();
  skip(missing !== undefined, missing);
});

it('what Redis can’t do just now is told from what it refuses for good', async ({ skip }) => {
  const server = await startRedis();
  onTestFinished(() => server.close());
  const own = ownServer(server, skip);
  const redis = await openRedis(server.url, { name: 'lex', log: pino({ level: 'silent' }) });
  onTestFinished(() => redis.close());
  const { requests } = redis;
  const refused = (asked: Promise<unknown>) => fromRedis(asked).catch((error: unknown) => error);

  expect(await fromRedis(requests.set('one', 'two'))).toBe('OK');
  const wrong = await refused(requests.hget('one', 'two'));
  expect(wrong).toMatchObject({ name: 'ReplyError', message: expect.stringMatching(/^WRONGTYPE/) });
  expect(wrong).not.toBeInstanceOf(RedisUnavailableError);

  await requests.config('SET', 'maxmemory', '1');
  const full = await refused(requests.eval("return redis.call('SET', KEYS[1], 'x')", 1, 'three'));
  expect(full).toBeInstanceOf(RedisUnavailableError);
  await requests.config('SET', 'maxmemory', '0');

  await own.stop();
  const away = await refused(requests.get('one'));
  expect(away).toBeInstanceOf(RedisUnavailableError);
  expect(away).toMatchObject({ code: 'UNAVAILABLE', message: 'Redis does not answer: try again in a moment.' });
});
