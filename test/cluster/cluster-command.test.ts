import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { whyNoTopology } from '../../scripts/cluster/topology.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';

const missing = whyNoTopology();
beforeEach(({ skip }) => skip(missing !== undefined, missing));

/** `npm run cluster` in a process group of its own, as a terminal starts it, with a directory for its files. */
async function startCluster() {
  const directory = await mkdtemp(join(tmpdir(), 'lex-test-'));
  // PostgreSQL, which never runs as root, has its files in it.
  await chmod(directory, 0o755);
  const args = ['--import', 'tsx', join('scripts', 'cluster', 'main.ts')];
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
  return {
    directory,
    said: () => said,
    ended: once(child, 'close').then(([code]: unknown[]) => code),
    /** As Ctrl-C does. */
    interrupt: () => process.kill(-(child.pid ?? Number.NaN), 'SIGINT'),
  };
}

const leftIn = async (directory: string) => (await readdir(directory)).filter((name) => name.startsWith('lex-'));

it.each(['when all has started', 'while it starts'])(
  'Ctrl-C %s stops everything in its turn, and leaves nothing',
  async (when) => {
    const cluster = await startCluster();
    if (when === 'while it starts') {
      await expect.poll(() => leftIn(cluster.directory)).not.toEqual([]);
    } else {
      await expect.poll(cluster.said).toMatch(/^Lex is at http/m);
    }
    // The terminal's, and those that npm and tsx pass on.
    cluster.interrupt();
    cluster.interrupt();
    expect(await cluster.ended).toBe(0);
    // Where it will be, and that it keeps nothing, is said before anything has started.
    expect(cluster.said()).toMatch(
      /^Lex will be at http:\/\/127\.0\.0\.1:\d+\/graphql [^\n]*nothing that is stored here is kept/,
    );
    expect(cluster.said()).toMatch(/Stopping\.\n$/);
    expect(await leftIn(cluster.directory)).toEqual([]);
    const url = /http:\S+/.exec(cluster.said())?.[0];
    if (when === 'when all has started') expect(url).toBeDefined();
    if (url) await expect(fetch(url)).rejects.toThrow();
  },
);
