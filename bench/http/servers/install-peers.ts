import { execFile } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

// Seen from dist/bench/main.js.
const PEERS = new URL('../../bench/', import.meta.url);

const manifest = z.object({ dependencies: z.record(z.string(), z.string()) });
const version = z.object({ version: z.string() });
const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(new URL(path, PEERS), 'utf8'));

/** Installs the peers from their lock file, unless they are there in these versions, and returns the versions. */
export async function installPeers(): Promise<Readonly<Record<string, string>>> {
  const { dependencies } = manifest.parse(await readJson('package.json'));
  const isThere = await Promise.all(Object.entries(dependencies).map(([name, wanted]) => isInstalled(name, wanted)));
  if (!isThere.every(Boolean)) {
    process.stderr.write('Installing the peers into bench/node_modules …\n');
    await promisify(execFile)('npm', ['ci', '--ignore-scripts'], { cwd: fileURLToPath(PEERS) });
  }
  return dependencies;
}

async function isInstalled(name: string, wanted: string): Promise<boolean> {
  const path = `node_modules/${name}/package.json`;
  const isThere = await access(new URL(path, PEERS)).then(
    () => true,
    () => false,
  );
  return isThere && version.parse(await readJson(path)).version === wanted;
}
