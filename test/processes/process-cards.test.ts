import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { settingDigests } from '../../src/config/setting-digests.ts';
import { sharedAmong } from '../../src/config/shared-settings.ts';
import { allProcesses } from '../../src/doctor/processes/all-processes.ts';
import { judgeAmong } from '../../src/doctor/processes/judge-among.ts';
import type { ShownCard } from '../../src/processes/process-card.ts';
import { createRedisProcessCards, showCard, takeDeadCards } from '../../src/processes/redis-process-cards.ts';
import { examined, look, statesOf } from '../support/doctor/examined.ts';
import { startTestServer } from '../support/lex/start-server.ts';
import { type SharedPostgres, sharedPostgres } from '../support/servers/shared-postgres.ts';
import { sharedRedis } from '../support/servers/shared-redis.ts';
import { whyNoPostgres } from '../support/servers/start-postgres.ts';
import { type TestRedis, whyNoRedis } from '../support/servers/start-redis.ts';

const missing = whyNoPostgres() ?? whyNoRedis();
let postgres: SharedPostgres;
let redis: TestRedis;
beforeAll(async () => {
  if (missing === undefined) [postgres, redis] = await Promise.all([sharedPostgres(), sharedRedis()]);
});
afterAll(() => Promise.all([postgres?.close(), redis?.close()]));
beforeEach(({ skip }) => skip(missing !== undefined, missing));

const digests = (environment: Record<string, string>) => settingDigests(readConfig(environment));
const KEYS = ['c5a1f0d27e9b4386a5d8e1f0b2c34796', '0b7de1a2c93f4586a0d8b1c2e3f45768'] as const;

it('shows of settings whether they are equal, and nothing to learn them by', () => {
  const [one, other] = KEYS.map((LEX_ADMIN_KEY) => digests({ LEX_AUTH: 'keys', LEX_ADMIN_KEY }));
  expect(one?.['LEX_ADMIN_KEY']).toMatch(/^[\da-f]{4}$/);
  expect(one?.['LEX_ADMIN_KEY']).not.toBe(other?.['LEX_ADMIN_KEY']);
  expect(digests({ LEX_BODY_MAX_BYTES: '1 MiB' })).toEqual(digests({ LEX_BODY_MAX_BYTES: '1048576' }));
  expect(digests({ LEX_MODEL: 'ollama/a' })).not.toEqual(digests({}));
  const at = (user: string) => digests({ OLLAMA_BASE_URL: `http://${user}@10.0.0.1:11434` });
  expect(at('a:b')).toEqual(at('c:d'));
  for (const own of ['PORT', 'LEX_DATA_DIR', 'LEX_ROLE', 'DATABASE_URL']) {
    expect([sharedAmong(own), Object.hasOwn(digests({}), own)]).toEqual(['nobody', false]);
  }
});

const card = (more: Partial<ShownCard>): ShownCard => ({
  id: '00000000-0000-4000-8000-000000000000',
  host: 'one',
  pid: 1,
  role: 'all',
  version: 'test',
  node: '24.0.0',
  startedAt: '2026-01-01T00:00:00.000Z',
  openFiles: 65_536,
  settings: digests({}),
  shownAt: 0,
  clockAheadMs: 0,
  ...more,
});

it('judges processes beside each other, each setting among those that need it', () => {
  const judge = (...cards: ShownCard[]) => judgeAmong(cards, { version: 'test' });
  const bad = (...cards: ShownCard[]) => judge(...cards).filter(({ state }) => state !== 'ok');
  const asking = digests({ LEX_AUTH: 'keys' });
  expect(bad(card({ role: 'serve', settings: asking }), card({ role: 'work' }))).toEqual([]);
  expect(bad(card({ settings: asking }), card({ pid: 2 }))).toMatchObject([
    { check: 'processes.settings', state: 'problem', facts: { name: 'LEX_AUTH', values: 2 } },
  ]);
  const other = digests({ LEX_MEMORY_LANGUAGE: 'german' });
  expect(bad(card({ role: 'serve' }), card({ role: 'work', settings: other }))).toMatchObject([
    { check: 'processes.settings', facts: { name: 'LEX_MEMORY_LANGUAGE' } },
  ]);
  expect(statesOf(bad(card({ role: 'serve', version: 'old', clockAheadMs: 40_000, openFiles: 256 })))).toEqual([
    'clock.processes problem',
    'processes problem',
    'processes.files problem',
    'processes.versions warning',
  ]);
  expect(statesOf(bad())).toEqual(['processes warning']);
});

it('finds the processes of a deployment that live, and settings in which they differ', async () => {
  const DATABASE_URL = await postgres.createMigratedDatabase();
  const common = { DATABASE_URL, REDIS_URL: redis.url, LEX_AUTH: 'keys' };
  const first = await startTestServer({ ...common, LEX_ADMIN_KEY: KEYS[0], LEX_ROLE: 'serve' });
  await startTestServer({ ...common, LEX_ADMIN_KEY: KEYS[1] });
  const here = examined({ ...common, LEX_ADMIN_KEY: KEYS[0] });
  const lookNow = async () => new Map((await look(allProcesses, here)).map((finding) => [finding.check, finding]));

  await expect.poll(async () => (await lookNow()).get('processes')?.facts).toMatchObject({ processes: 2, answer: 2 });
  const found = await lookNow();
  expect(found.get('processes.settings')).toMatchObject({ state: 'problem', facts: { name: 'LEX_ADMIN_KEY' } });
  expect(found.get('processes.here')).toMatchObject({ state: 'warning', facts: { names: 'LEX_ADMIN_KEY' } });
  const connection = redis.connect();
  const keys = (await connection.keys('*')).filter((key) => key.endsWith(':processes'));
  const shown = (await Promise.all(keys.map((key) => connection.hvals(key)))).flat().join();
  for (const key of KEYS) expect(shown).not.toContain(key);

  await first.close();
  expect((await lookNow()).get('processes')?.facts).toMatchObject({ processes: 1, work: 1 });
});

it('forgets a process that was killed, and what is no card', async () => {
  const connection = redis.connect();
  const prefix = 'lex:cards-of-a-test';
  const cards = createRedisProcessCards(connection, prefix);
  const { shownAt: _, clockAheadMs: __, ...own } = card({});
  await showCard(connection, prefix, own);
  const killed = card({ id: '00000000-0000-4000-8000-000000000001', shownAt: 1 });
  await connection.hset(`${prefix}:processes`, killed.id, JSON.stringify(killed), 'x', '{"id":', 'y', '{"pid":1}');
  expect((await cards.list()).map(({ id }) => id)).toEqual([own.id]);
  await takeDeadCards(connection, prefix);
  expect(await connection.hkeys(`${prefix}:processes`)).toEqual([own.id]);
  expect(await connection.pttl(`${prefix}:processes`)).toBeGreaterThan(0);
  await connection.del(`${prefix}:processes`);
});
