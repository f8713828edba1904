import { execFile } from 'node:child_process';
import { readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../lex/cluster-template.ts';

/** Builds `dist` as users do, unless it is newer than everything it is made from: tests run the program itself. */
export default async function setup(): Promise<void> {
  const main = join(packageRoot, 'dist', 'main.js');
  const built = await modifiedAt(main);
  const startedAt = new Date();
  if (built > (await newestIn(join(packageRoot, 'src')))) return;
  await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: packageRoot });
  // What was changed while it was built isn't in it.
  await utimes(main, startedAt, startedAt);
}

async function newestIn(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Math.max(...(await Promise.all(files.map(modifiedAt))));
}

/** Milliseconds since 1970; 0 for a file that isn't there. */
async function modifiedAt(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
