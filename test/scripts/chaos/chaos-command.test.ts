import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { whyNoTopology } from '../../../scripts/cluster/topology.ts';
import { packageRoot } from '../../support/lex/cluster-template.ts';

const missing = whyNoTopology();
beforeEach(({ skip }) => skip(missing !== undefined, missing));

/** `npm run chaos` in a process group of its own, as a terminal starts it, with a directory for its files. */
async function startChaos() {
  const directory = await mkdtemp(join(tmpdir(), 'lex-test-'));
  // PostgreSQL, which never runs as root, has its files in it.
  await chmod(directory, 0o755);
  const args = ['--import', 'tsx', join('scripts', 'chaos', 'main.ts'), '--minutes', '5', '--seed', '1'];
  const child = spawn(process.execPath, args, {
    cwd: packageRoot,
    env: { PATH: process.env.PATH, TMPDIR: directory },
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    return rm(directory, { recursive: true, force: true });
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const left = async () => (await readdir(directory)).filter((name) => name.startsWith('lex-'));
  return {
    left,
    said: () => said,
    /** What has happened so far. */
    async events() {
      const logs = (await left()).find((name) => name.startsWith('lex-chaos-logs-')) ?? 'none';
      return readFile(join(directory, logs, 'events.log'), 'utf8').catch(() => '');
    },
    ended: once(child, 'close').then(([code]: unknown[]) => code),
    interrupt: () => process.kill(-(child.pid ?? Number.NaN), 'SIGINT'),
  };
}

const WHEN = ['while it starts', 'in the middle of faults'];

it.each(WHEN)('is given up on Ctrl-C %s, and leaves nothing', async (when) => {
  const chaos = await startChaos();
  if (when === 'while it starts') {
    await expect.poll(async () => (await chaos.left()).some((name) => name.startsWith('lex-cluster-'))).toBe(true);
  } else {
    await expect.poll(chaos.events).toMatch(/( ms\n.*){4}/s);
  }
  chaos.interrupt();
  chaos.interrupt();
  expect(await chaos.ended).toBe(130);
  expect(chaos.said()).toMatch(/^Chaos for 5 minutes\. To have it again: npm run chaos -- --minutes 5 --seed 1\n/);
  expect(chaos.said()).toMatch(/Everything that was started has ended\.\n$/);
  expect(await chaos.left()).toEqual([]);
});
