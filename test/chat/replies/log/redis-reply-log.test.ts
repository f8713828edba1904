import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import type { ReplyLog } from '../../../../src/chat/replies/log/reply-log.ts';
import { OvertakenError } from '../../../../src/jobs/job.ts';
import { openRedis } from '../../../../src/redis/redis.ts';
import { openRedisLog } from '../../../support/redis-log.ts';
import { said } from '../../../support/reply-runs.ts';
import { ownServer } from '../../../support/servers/own-server.ts';
import { startRedis, type TestRedis, whyNoRedis } from '../../../support/servers/start-redis.ts';

const missing = whyNoRedis();
let redis: TestRedis;
let observer: Redis;
beforeAll(async () => {
  if (missing === undefined) redis = await startRedis();
});
afterAll(async () => {
  if (missing === undefined) await redis.close();
});

let log: ReplyLog;
let id: string;
beforeEach(async ({ skip }) => {
  skip(missing !== undefined, missing);
  observer = redis.connect();
  log = await openLog();
  id = randomUUID();
});

/** The log of a process of its own. */
async function openLog(): Promise<ReplyLog> {
  const connections = await openRedis(redis.url, { name: 'lex', log: pino({ level: 'silent' }) });
  onTestFinished(() => connections.close());
  return openRedisLog(redis, connections.requests).log;
}

const key = () => `lex:reply:${id}`;

it('is a stream whose ids are attempt and length, which refuses a lower one by itself', async () => {
  await log.begin(id, 1);
  await log.append(id, 1, said('one '));
  await log.begin(id, 2);
  await log.append(id, 2, said('zwei '));
  await log.append(id, 2, said('drei'));
  const entries = await observer.xrange(key(), '-', '+');
  expect(entries.map(([entryId]) => entryId)).toEqual(['2-0', '2-5', '2-9']);
  await expect(observer.xadd(key(), '1-8', 'text', 'late')).rejects.toThrow('equal or smaller');
});

it('goes by itself, an hour after its end or a week after its beginning', async () => {
  const hour = 60 * 60 * 1_000;
  await log.begin(id, 1);
  expect(await observer.pttl(key())).toBeGreaterThan(167 * hour);
  await log.end(id, 1, 'COMPLETED');
  const leftMs = await observer.pttl(key());
  expect(leftMs).toBeLessThanOrEqual(hour);
  expect(leftMs).toBeGreaterThan(hour / 2);
});

it('has a text once that was written while Redis stood still, however often it was tried', async ({ skip }) => {
  const server = ownServer(redis, skip);
  await log.begin(id, 1);
  await log.append(id, 1, said('one '));
  server.pause();
  const appending = log.append(id, 1, said('two '));
  const other = await Promise.race([appending, log.read(id).catch((error: unknown) => error)]);
  // Reading fails at once, writing goes on.
  expect(other).toBeInstanceOf(Error);
  server.resume();
  await appending;
  await log.append(id, 1, said('three'));
  expect(await log.read(id)).toMatchObject({ runs: [said('one two three')], length: 13 });
  expect(await observer.xlen(key())).toBe(4);
});

it('takes up a text that was written while Redis was away', async ({ skip }) => {
  const server = ownServer(redis, skip);
  await log.begin(id, 1);
  await log.append(id, 1, said('one '));
  await server.stop();
  const appending = log.append(id, 1, said('two'));
  await server.start();
  await appending;
  expect(await log.read(id)).toMatchObject({ runs: [said('one two')] });
});

it('takes nothing more of an attempt whose last words it has lost: there would be a hole', async () => {
  await log.begin(id, 1);
  for (const text of ['one ', 'two ']) await log.append(id, 1, said(text));
  // As a Redis that comes back after a power cut.
  await observer.del(key());
  await observer.xadd(key(), '1-0', 'text', '');
  await observer.xadd(key(), '1-4', 'text', 'one ');
  await expect(log.append(id, 1, said('three'))).rejects.toBeInstanceOf(OvertakenError);
  await observer.del(key());
  await expect(log.append(id, 1, said('three'))).rejects.toBeInstanceOf(OvertakenError);
  expect(await log.read(id)).toBeUndefined();
});

it('is read alike by every process, from any place, while another writes', async () => {
  const reading = await openLog();
  await log.begin(id, 1);
  let text = '';
  for (let n = 0; n < 50; n++) {
    await log.append(id, 1, said(`${n} `));
    text += `${n} `;
    const position = Math.floor(text.length / 2);
    expect(await reading.read(id, { attempt: 1, position })).toMatchObject({
      from: position,
      runs: [said(text.slice(position))],
      length: text.length,
    });
  }
  await log.end(id, 1, 'COMPLETED');
  const whole = { attempt: 1, length: text.length, end: 'COMPLETED' };
  for (const position of [0, text.length, text.length + 1]) {
    const from = Math.min(position, text.length);
    const runs = from < text.length ? [said(text.slice(from))] : [];
    expect(await reading.read(id, { attempt: 1, position })).toEqual({ ...whole, from, runs });
  }
  expect(await reading.read(id, { attempt: 9, position: 1 })).toEqual({ ...whole, from: 0, runs: [said(text)] });
});

it('waits for a Redis that has no room, and goes on when it has', async ({ skip }) => {
  ownServer(redis, skip);
  await log.begin(id, 1);
  await observer.config('SET', 'maxmemory', '1');
  onTestFinished(async () => {
    await observer.config('SET', 'maxmemory', '0');
  });
  await expect(observer.set('x', 'y')).rejects.toThrow('OOM');
  const appending = log.append(id, 1, said('one'));
  expect(await log.read(id)).toMatchObject({ runs: [] });
  await observer.config('SET', 'maxmemory', '0');
  await appending;
  expect(await log.read(id)).toMatchObject({ runs: [said('one')] });
});
