import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { openRedis } from '../../src/redis/redis.ts';
import { startRedis, type TestRedis, whyNoRedis } from '../support/servers/start-redis.ts';

const missing = whyNoRedis();
let redis: TestRedis;
beforeAll(async () => {
  if (missing === undefined) redis = await startRedis();
});
afterAll(async () => {
  if (missing === undefined) await redis.close();
});
beforeEach(({ skip }) => skip(missing !== undefined, missing));

it('round trips are told with their connection; what is sent together is one', async () => {
  const trips: { use: string; seconds: number }[] = [];
  const { requests, close, forWork } = await openRedis(redis.url, {
    name: 'lex',
    log: pino({ level: 'silent' }),
    onRoundTrip: (use, seconds) => trips.push({ use, seconds }),
  });
  onTestFinished(close);
  trips.length = 0;
  for (let sent = 0; sent < 5; sent++) await requests.set('key', sent);
  expect(trips.map(({ use }) => use)).toEqual(Array(5).fill('requests'));
  await Promise.all(Array.from({ length: 100 }, (_, sent) => requests.set('key', sent)));
  expect(trips).toHaveLength(6);
  await forWork().get('key');
  expect(trips.filter(({ use }) => use === 'work').length).toBeGreaterThanOrEqual(1);
  for (const { seconds } of trips) expect(seconds).toBeGreaterThan(0);
});
