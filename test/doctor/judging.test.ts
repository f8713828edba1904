import { chmod, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { judgeMigrations } from '../../src/doctor/database/judge-migrations.ts';
import { judgeDisk } from '../../src/doctor/directory/disk-room.ts';
import { fileSystemOf, judgeFileSystem } from '../../src/doctor/directory/file-system.ts';
import { judgeReaders, lmdbStores } from '../../src/doctor/directory/lmdb-stores.ts';
import type { NamedFinding } from '../../src/doctor/findings/finding.ts';
import { aheadOf, judgeClock } from '../../src/doctor/findings/judge-clock.ts';
import { judgeLatency } from '../../src/doctor/findings/judge-latency.ts';
import { judgeCertificate } from '../../src/doctor/front/certificate.ts';
import { judgeMemory } from '../../src/doctor/machine/machine-memory.ts';
import { judgeNode } from '../../src/doctor/machine/node-version.ts';
import { judgeOpenFiles } from '../../src/doctor/machine/open-files.ts';
import { judgePersistence } from '../../src/doctor/redis/judge-persistence.ts';
import { runChecks } from '../../src/doctor/run-checks.ts';
import { exposure } from '../../src/doctor/settings/exposure.ts';
import { settingNames } from '../../src/doctor/settings/setting-names.ts';
import { settingValues } from '../../src/doctor/settings/setting-values.ts';
import { settingsTogether } from '../../src/doctor/settings/together.ts';
import { weakSecrets } from '../../src/doctor/settings/weak-secrets.ts';
import { openLmdb } from '../../src/lmdb/open-lmdb.ts';
import { readReaderTable } from '../../src/lmdb/reader-table.ts';
import { examined, look } from '../support/doctor/examined.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const statesIn = (findings: readonly NamedFinding[]) => findings.map(({ state }) => state);

it.each([
  ['LEX_MODLE', 'problem', 'LEX_MODEL'],
  ['LEX_REDIS_URL', 'problem', 'REDIS_URL'],
  ['lex_model', 'problem', 'LEX_MODEL'],
  ['LEX_FROBNICATE', 'problem', null],
  ['REDIS_URI', 'warning', 'REDIS_URL'],
  ['OPENAI_KEY', 'warning', 'OPENAI_API_KEY'],
  ['DATABSE_URL', 'ok', undefined],
  ['OPENAI_ORG_ID', 'ok', undefined],
  ['HOME', 'ok', undefined],
])('takes the name %s for a %s', async (name, state, near) => {
  const [finding] = await look(settingNames, examined({ [name]: 'x' }));
  expect(finding).toMatchObject({ state, ...(near !== undefined && { facts: { name, near } }) });
});

it('passes over another program’s name where the setting is there too', async () => {
  const found = await look(settingNames, examined({ REDIS_URI: 'x', REDIS_URL: 'redis://127.0.0.1' }));
  expect(statesIn(found)).toEqual(['ok']);
});

it('tells all that stops the start as problems, once', async () => {
  const environment = { PORT: 'many', LEX_AUTH: 'keys', LEX_JWT_SECRET: 's'.repeat(32), LEX_FROB: '1' };
  expect(statesIn(await look(settingValues, examined(environment)))).toEqual(['problem']);
  expect(statesIn(await look(settingValues, examined({ HOST: '0.0.0.0' })))).toEqual(['problem']);
  expect(statesIn(await look(settingsTogether, examined(environment)))).toEqual(['unchecked']);
});

it.each([
  ['a server that nobody works for', { LEX_ROLE: 'serve' }, 'problem'],
  ['a Redis beside the embedded database', { REDIS_URL: 'redis://127.0.0.1' }, 'warning'],
  ['a model without its key', { LEX_MODEL: 'openai/x' }, 'problem'],
  ['an offered model without its key', { LEX_MODELS: 'openai/x' }, 'warning'],
  ['one user who may use up all', { LEX_DAILY_TOKENS: '10', LEX_DAILY_TOKENS_PER_USER: '20' }, 'warning'],
  ['rates that nobody counts', { LEX_RATE_CHATS: '5' }, 'warning'],
  ['a pool without a server', { DATABASE_POOL_SIZE: '20' }, 'warning'],
  ['a model without its price', { LEX_MODEL: 'ollama/a', LEX_PRICES: 'ollama/b=1/2' }, 'warning'],
  ['files on the disk of each process', { REDIS_URL: 'redis://h', DATABASE_URL: 'postgresql://h/lex' }, 'warning'],
  [
    'files that all processes reach',
    {
      REDIS_URL: 'redis://h',
      DATABASE_URL: 'postgresql://h/lex',
      LEX_FILES_URL: 'https://key:secret@s3.example.com/lex',
    },
    'ok',
  ],
  ['nothing', {}, 'ok'],
])('sees in settings that are right by themselves %s', async (_, environment, state) => {
  expect(statesIn(await look(settingsTogether, examined(environment)))).toEqual([state]);
});

const KEY = 'c5a1f0d27e9b4386a5d8e1f0b2c34796';

it.each([
  ['a random key', { LEX_AUTH: 'keys', LEX_ADMIN_KEY: KEY }, []],
  ['a key of one sign', { LEX_AUTH: 'keys', LEX_ADMIN_KEY: 'k'.repeat(32) }, ['LEX_ADMIN_KEY']],
  ['a key that repeats itself', { LEX_AUTH: 'keys', LEX_ADMIN_KEY: 'q7w9r2t4'.repeat(4) }, ['LEX_ADMIN_KEY']],
  ['a placeholder', { LEX_AUTH: 'keys', LEX_ADMIN_KEY: 'change-me-please-this-is-a-secret' }, ['LEX_ADMIN_KEY']],
  ['a password like its user', { DATABASE_URL: 'postgresql://lex:lex@db/lex' }, ['DATABASE_URL']],
  ['the same on this machine', { DATABASE_URL: 'postgresql://lex:lex@127.0.0.1/lex' }, []],
  ['a long password', { DATABASE_URL: `postgresql://lex:${KEY}@db/lex` }, []],
  ['one that goes over the internet', { DATABASE_URL: `postgresql://lex:${KEY}@db.example.com/lex` }, ['DATABASE_URL']],
  ['the same with TLS', { DATABASE_URL: `postgresql://lex:${KEY}@db.example.com/lex?sslmode=verify-full` }, []],
  ['a Redis without a password', { REDIS_URL: 'redis://10.0.0.5' }, ['REDIS_URL']],
])('judges %s as a secret', async (_, environment, names) => {
  const found = await look(weakSecrets, examined(environment));
  expect(found.flatMap(({ facts }) => facts?.['name'] ?? [])).toEqual(names);
  expect(JSON.stringify(found)).not.toMatch(/kkkk|q7w9|please|:lex@|c5a1/);
});

it('tells of a file of secrets that others may read', async () => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, '.env'), 'OPENAI_API_KEY=x\n');
  const modes = [0o644, 0o600];
  for (const [index, state] of ['warning', 'ok'].entries()) {
    await chmod(join(directory, '.env'), modes[index] ?? 0);
    const what = examined({ OPENAI_API_KEY: 'x' }, { directory, fromFile: new Set(['OPENAI_API_KEY']) });
    expect(statesIn(await look(weakSecrets, what))).toEqual([state]);
  }
});

it.each([
  [{}, 'ok'],
  [{ LEX_ALLOWED_HOSTS: 'lex.example.com' }, 'warning'],
  [{ LEX_ALLOWED_HOSTS: 'localhost:3000' }, 'ok'],
  [{ LEX_TRUST_PROXY: 'true' }, 'warning'],
  [{ LEX_AUTH: 'keys', LEX_ALLOWED_HOSTS: 'lex.example.com' }, 'ok'],
  [{ LEX_AUTH: 'keys', HOST: '0.0.0.0', LEX_TRUST_PROXY: 'true' }, 'warning'],
  [{ LEX_AUTH: 'keys', HOST: '0.0.0.0', LEX_METRICS_PORT: '9464' }, 'warning'],
  [{ LEX_AUTH: 'keys', LEX_ALLOWED_ORIGINS: 'http://app.example.com' }, 'warning'],
])('judges by %j who is let in: %s', async (environment, state) => {
  expect(statesIn(await look(exposure, examined(environment)))).toEqual([state]);
});

it('judges versions of Node by the day', () => {
  const on = (version: string, day: string) => judgeNode(version, new Date(day)).state;
  expect(on('18.20.0', '2026-01-01')).toBe('problem');
  expect(on('20.18.0', '2026-01-01')).toBe('problem');
  expect(on('21.7.0', '2026-01-01')).toBe('problem');
  expect(on('20.19.0', '2026-04-30')).toBe('ok');
  expect(on('20.20.2', '2026-05-01')).toBe('warning');
  expect(on('24.1.0', '2026-11-01')).toBe('ok');
  expect(on('25.1.0', '2026-11-01')).toBe('warning');
});

it('judges measures by their bounds', () => {
  expect([256, 4_096, 65_536, Number.POSITIVE_INFINITY, undefined].map((n) => judgeOpenFiles('X', n).state)).toEqual([
    'problem',
    'warning',
    'ok',
    'ok',
    'unchecked',
  ]);
  const disk = { totalMib: 100_000, totalFiles: 1_000, freeFiles: 500 };
  expect([50, 900, 50_000].map((freeMib) => judgeDisk({ ...disk, freeMib }).state)).toEqual([
    'problem',
    'warning',
    'ok',
  ]);
  expect(judgeDisk({ ...disk, freeMib: 50_000, freeFiles: 10 }).state).toBe('warning');
  const memory = { totalMib: 2_000, freeMib: 1_000, isLimited: false };
  expect(judgeMemory(memory, 640).state).toBe('ok');
  expect(judgeMemory({ ...memory, freeMib: 20 }, 640).state).toBe('warning');
  expect(judgeMemory({ ...memory, freeMib: 20, isLimited: true }, 640).state).toBe('ok');
  expect(judgeMemory({ ...memory, totalMib: 256 }, 640).state).toBe('problem');
  expect([1, 2, 900].map((ms) => judgeLatency('X', [ms, ms, 0], 10).state)).toEqual(['ok', 'ok', 'warning']);
  expect([-1, 5, 60].map((days) => judgeCertificate(days).state)).toEqual(['warning', 'warning', 'ok']);
});

it('judges a clock only by what can’t be the way to it', () => {
  const read = (aheadMs: number, tookMs: number) => {
    const found = aheadOf(1_000_000 + tookMs / 2 + aheadMs, { before: 1_000_000, after: 1_000_000 + tookMs });
    return judgeClock('It', found.aheadMs, found.uncertainMs).state;
  };
  expect([read(0, 10), read(3_000, 10), read(-3_000, 10), read(-40_000, 10), read(3_000, 8_000)]).toEqual([
    'ok',
    'warning',
    'warning',
    'problem',
    'ok',
  ]);
});

it('judges migrations by who applies them', () => {
  const none = { lacking: [], unknown: [], changed: [] };
  const state = (found: Partial<Record<keyof typeof none, string[]>>, applies: boolean) =>
    judgeMigrations({ ...none, ...found }, { applies }).state;
  expect([state({}, true), state({}, false)]).toEqual(['ok', 'ok']);
  expect([state({ lacking: ['a'] }, true), state({ lacking: ['a'] }, false)]).toEqual(['ok', 'problem']);
  expect([state({ unknown: ['a'] }, true), state({ unknown: ['a'] }, false)]).toEqual(['problem', 'warning']);
  expect([state({ changed: ['a'] }, true), state({ changed: ['a'] }, false)]).toEqual(['problem', 'problem']);
});

it('judges a Redis that fails to write what it keeps', () => {
  const states = (facts: Record<string, string>) => {
    return judgePersistence(new Map(Object.entries(facts))).map(({ state }) => state);
  };
  expect(states({ aof_enabled: '1', aof_last_write_status: 'ok', rdb_last_bgsave_status: 'ok' })).toEqual(['ok']);
  expect(states({ aof_enabled: '1', aof_last_write_status: 'err' })).toEqual(['problem']);
  expect(states({ aof_enabled: '0', rdb_last_bgsave_status: 'err' })).toEqual(['problem']);
});

const MOUNTS = [
  '22 1 8:1 / / rw,relatime - ext4 /dev/root rw',
  '40 22 0:40 / /srv/lex\\040data rw,relatime shared:1 - nfs4 nas:/lex rw',
  '41 22 0:41 / /srv/lex rw - overlay overlay rw',
  '42 22 0:42 / /tmp rw - tmpfs tmpfs rw',
  '43 22 0:43 / /tmp rw - xfs /dev/sdb rw',
].join('\n');

it.each([
  ['/srv/lex data/a', 'nfs4', 'problem'],
  ['/srv/lex/data', 'overlay', 'problem'],
  ['/srv/lexicon', 'ext4', 'ok'],
  ['/tmp', 'xfs', 'ok'],
])('knows what %s is on: %s, which is %s', (path, kind, state) => {
  expect(fileSystemOf(path, MOUNTS)).toBe(kind);
  expect(judgeFileSystem(kind).state).toBe(state);
});

it('reads from outside who reads an LMDB store', async () => {
  const path = await temporaryDirectory();
  const root = await openLmdb(path);
  const store = root.openDB<number, string>({ name: 'numbers' });
  for (let n = 0; n < 5; n++) await store.put('n', n);
  store.get('n');
  const table = await readReaderTable(path);
  expect(table?.readers.map(({ pid }) => pid)).toEqual([process.pid]);
  expect(table?.lastTransaction).toBeGreaterThanOrEqual(5n);
  await root.close();
  expect(await readReaderTable(await temporaryDirectory())).toBeUndefined();

  const readers = [
    { pid: 1, transaction: 10n },
    { pid: 2, transaction: undefined },
  ];
  const state = (lastTransaction: bigint, alive: readonly number[]) => {
    const isAlive = (pid: number) => alive.includes(pid);
    return judgeReaders('/x', { readers, lastTransaction, slots: 126 }, { bytes: 1, isAlive }).state;
  };
  expect([state(20n, [1, 2]), state(20n, [2]), state(20n, []), state(900_000n, [1, 2])]).toEqual([
    'ok',
    'warning',
    'ok',
    'warning',
  ]);
});

it('tells of an index of memories that takes more of the disk than it may', async () => {
  const LEX_DATA_DIR = await temporaryDirectory();
  const path = join(LEX_DATA_DIR, 'memory');
  const root = await openLmdb(path);
  await root.put('n', 1);
  await root.close();
  const judged = async (mib: number) => {
    // LMDB gives nothing back to the disk: what was in use once is free in the file.
    await truncate(join(path, 'data.mdb'), mib * 2 ** 20);
    return look(lmdbStores, examined({ LEX_DATA_DIR, LEX_MEMORY_DISK_MB: '16' }));
  };
  expect(statesIn(await judged(16))).toEqual(['ok']);
  expect(await judged(21)).toMatchObject([
    { state: 'ok' },
    { state: 'warning', says: expect.stringContaining('takes 21 MiB'), fix: expect.stringContaining(path) },
  ]);
});

it('goes on when a check fails, takes too long or is stopped', async () => {
  const check = (name: string, run: () => Promise<NamedFinding[]>) => ({ name, timeoutMs: () => 50, run });
  const well = check('well', async () => [{ check: 'well', state: 'ok', says: 'It is well.' }]);
  const fails = check('fails', () => Promise.reject(new Error('a\nb')));
  const hangs = check('hangs', () => new Promise(() => undefined));
  const stop = new AbortController();
  const done: string[] = [];
  const options = { stopped: stop.signal, onDone: (name: string) => void done.push(name) };
  const found = await runChecks([[fails, hangs], [well]], examined({}), options);
  expect(found).toMatchObject([
    { check: 'fails', state: 'unchecked', says: 'The look failed: a b.' },
    { check: 'hangs', state: 'unchecked', says: 'It took longer than 0.05 s.' },
    { check: 'well', state: 'ok' },
  ]);
  expect(done.sort()).toEqual(['fails', 'hangs', 'well']);
  const running = runChecks([[hangs], [well]], examined({}), options);
  stop.abort();
  expect(statesIn(await running)).toEqual(['unchecked', 'unchecked']);
});
