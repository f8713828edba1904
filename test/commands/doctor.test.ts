import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { runLex, startLex } from '../support/lex/lex-process.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const report = z.object({
  lexDoctor: z.literal(1),
  version: z.string(),
  at: z.iso.datetime(),
  durationMs: z.number(),
  state: z.enum(['ok', 'warning', 'problem']),
  counts: z.object({ ok: z.number(), warning: z.number(), problem: z.number(), unchecked: z.number() }),
  findings: z.array(
    z.strictObject({
      check: z.string().regex(/^[a-z]+(\.[a-z]+)*$/),
      state: z.enum(['ok', 'warning', 'problem', 'unchecked']),
      says: z.string().min(5),
      fix: z.string().nullable(),
      facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    }),
  ),
});

async function doctor(environment: Record<string, string>, ...more: string[]) {
  const { code, stdout, stderr } = await runLex(['doctor', '--json', ...more], environment);
  expect(stderr).toBe('');
  const { findings, counts, state } = report.parse(JSON.parse(stdout));
  return { code, counts, state, findings, of: (check: string) => findings.filter((each) => each.check === check) };
}

it('looks at the embedded database while a server runs, and while none does', async () => {
  const LEX_DATA_DIR = await dataDirectory();
  const alone = await doctor({ LEX_DATA_DIR });
  expect(alone.of('database.migrations')).toMatchObject([{ state: 'ok' }]);
  expect(alone.of('processes')).toMatchObject([{ state: 'unchecked' }]);
  expect(alone.of('models')).toMatchObject([{ state: 'ok', facts: { model: 'local/lex', asked: true } }]);
  expect(alone.findings.filter(({ state }) => state === 'problem')).toEqual([]);
  expect(alone.code).toBe(0);

  const lex = await startLex({ LEX_DATA_DIR, LEX_ALLOWED_HOSTS: 'lex.example.com' });
  const { port } = new URL(lex.url);
  const beside = await doctor({ LEX_DATA_DIR, PORT: port });
  expect(beside.of('database')).toMatchObject([{ state: 'ok', says: expect.stringContaining('in the server') }]);
  expect(beside.of('database.migrations')).toMatchObject([{ state: 'ok' }]);
  expect(beside.of('processes')).toMatchObject([{ state: 'ok', says: expect.stringContaining(`process ${lex.pid} `) }]);
  expect(beside.of('processes.here')).toMatchObject([{ state: 'warning', facts: { names: 'LEX_ALLOWED_HOSTS' } }]);
  expect(beside.of('server')).toMatchObject([{ state: 'ok' }]);
  expect(beside.of('clock.server')).toMatchObject([{ state: 'ok' }]);
  expect(beside.of('data.lmdb').map(({ facts }) => facts['dead'])).toEqual([0, 0]);
  expect(beside.code).toBe(0);
  expect((await doctor({ LEX_DATA_DIR, PORT: port }, '--strict')).code).toBe(1);
});

it('makes nothing where nothing is, and says what keeps Lex from starting', async () => {
  const parent = await temporaryDirectory();
  const LEX_DATA_DIR = join(parent, 'data');
  const found = await doctor({ LEX_DATA_DIR, OPENAI_KEY: 'sk-very-secret' });
  expect(existsSync(LEX_DATA_DIR)).toBe(false);
  expect(found.of('settings.names')).toMatchObject([{ state: 'warning', facts: { near: 'OPENAI_API_KEY' } }]);
  expect(JSON.stringify(found)).not.toContain('very-secret');

  const broken = await doctor({ LEX_DATA_DIR, LEX_ROEL: 'serve', PORT: 'x' });
  expect(broken).toMatchObject({ code: 1, state: 'problem', counts: { problem: 2 } });
  expect(broken.of('settings.names')).toMatchObject([{ state: 'problem', facts: { near: 'LEX_ROLE' } }]);
  expect(broken.of('database')).toMatchObject([{ state: 'unchecked' }]);
});

it('leaves a database as it is that can’t be opened, and says so', async () => {
  const LEX_DATA_DIR = await dataDirectory();
  const control = join(LEX_DATA_DIR, 'postgres', 'global', 'pg_control');
  await writeFile(control, 'no database');
  expect((await doctor({ LEX_DATA_DIR })).of('database')).toMatchObject([
    { state: 'problem', says: expect.stringContaining('global/pg_control'), fix: expect.stringContaining('backup') },
  ]);
  expect(readFileSync(control, 'utf8')).toBe('no database');
});

it('prints findings in lines that a terminal shows, without colours where there is none', async () => {
  const { code, stdout } = await runLex(['doctor'], {
    LEX_DATA_DIR: join(await temporaryDirectory(), 'data'),
    LEX_ROLE: 'serve',
  });
  expect(code).toBe(1);
  expect(stdout).not.toContain('\x1b');
  expect(stdout).toMatch(/^settings$/m);
  expect(stdout).toMatch(/^problem {4}settings\.together: LEX_ROLE is serve/m);
  expect(stdout).toMatch(/^ {11}→ Set LEX_ROLE=all/m);
  expect(stdout).toMatch(/\n1 problem, \d+ warnings?, \d+ ok, \d+ not checked, in \d+\.\d s\n$/);
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
});

it.each([
  [['--url', 'lex.example.com'], '--url takes an address'],
  [['--key', 'x'], 'go with --url'],
  [['--url', 'http://127.0.0.1:1/graphql', '--keep', '4'], '--keep takes'],
  [['now'], 'Unexpected argument'],
])('refuses %j as wrong usage', async (args, says) => {
  const { code, stdout, stderr } = await runLex(['doctor', ...args]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(says);
});
