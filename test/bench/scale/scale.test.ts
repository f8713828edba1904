import { execFile } from 'node:child_process';
import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { beforeAll, expect, it } from 'vitest';
import { atEnd } from '../../support/at-end.ts';
import { packageRoot } from '../../support/lex/cluster-template.ts';
import { whyNoPostgres } from '../../support/servers/start-postgres.ts';
import { whyNoRedis } from '../../support/servers/start-redis.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const missing = whyNoPostgres() ?? whyNoRedis();

/** The benchmarks, built where no other build of them comes in between. */
const BUILT = join(packageRoot, 'dist', 'bench-of-a-test');
beforeAll(async () => {
  atEnd(() => rm(BUILT, { recursive: true, force: true }));
  await build({
    entryPoints: [join(packageRoot, 'bench', 'main.ts')],
    outdir: BUILT,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
  });
});

function measure(share: string, directory: string): Promise<{ stdout: string }> {
  const env = { PATH: process.env.PATH, TMPDIR: directory };
  return promisify(execFile)(process.execPath, [join(BUILT, 'main.js'), 'scale', share], { env });
}

it('fills a thousandth, measures all of it beside an empty deployment, and leaves nothing', async ({ skip }) => {
  skip(missing !== undefined, missing);
  const directory = await temporaryDirectory();
  // PostgreSQL, which never runs as root, has its files in it.
  await chmod(directory, 0o755);
  const { stdout } = await measure('0.001', directory);
  expect(stdout).not.toMatch(/NaN|Infinity|undefined|\| -\d/);
  const tables = stdout.split('\n\n').filter((part) => part.startsWith('|'));
  const heads = tables.map((table) => table.split('\n')[0]?.split('|')[1]?.trim());
  expect(heads).toEqual(['p50', 'table', 'of a reply', 'what', 'what', 'what ends it']);
  expect(stdout).toMatch(/^\| `MessageWords` +\| 1,\d{3} +\|/m);
  expect(stdout).toMatch(/^\| `Memory` +\| 3,000 +\|/m);
  expect(stdout).toMatch(/^\| `Job` +\| [45]\d\d +\|/m);
  expect((await readdir(directory)).filter((name) => name.startsWith('lex-'))).toEqual([]);
});

it('refuses a share that is none', async () => {
  const directory = await temporaryDirectory();
  for (const share of ['0', '-1', 'all', '11']) {
    await expect(measure(share, directory)).rejects.toThrow('Say which share');
  }
});
