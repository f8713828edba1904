import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../../errors.ts';
import { syncDirectory, syncTree } from './sync-tree.ts';

/** What is being made, and what is whole: the rename from the one to the other is the moment of the replacement. */
const UNFINISHED = 'restoring';
const WHOLE = 'restored-';
/** Where what was there before is kept. */
const ASIDE = 'replaced-';

/**
 * Makes an empty directory in a data directory, for what is to take the place of the entries of the same names. One
 * that was broken off is dropped.
 */
export async function beginReplacement(dataDir: string): Promise<string> {
  await dropReplacement(dataDir);
  const path = join(dataDir, UNFINISHED);
  await mkdir(path, { mode: 0o700 });
  return path;
}

/** Drops what has not been committed. */
export async function dropReplacement(dataDir: string): Promise<void> {
  await rm(join(dataDir, UNFINISHED), { recursive: true, force: true });
}

/**
 * Puts what was made into its place, once all of it is on the disk. From the rename on it is settled: if the process
 * dies in the middle, the next one that opens the directory goes on.
 *
 * @returns where that is kept which was there before; undefined when there was nothing
 */
export async function commitReplacement(dataDir: string): Promise<string | undefined> {
  const path = join(dataDir, UNFINISHED);
  await syncTree(path);
  await rename(path, join(dataDir, `${WHOLE}${new Date().toISOString().replaceAll(/[:.]/g, '-')}`));
  await syncDirectory(dataDir);
  return finishReplacement(dataDir);
}

/**
 * Finishes a replacement that was committed, and sees that none was broken off which left nothing to start from. To be
 * called before anything in the data directory is opened, by the process that holds it.
 *
 * @returns where that is kept which was there before; undefined when there was nothing, or nothing was replaced
 * @throws {StartError} when a restore was broken off, and there is no older database
 */
export async function finishReplacement(dataDir: string): Promise<string | undefined> {
  const names = await readdir(dataDir);
  const whole = names.find((name) => name.startsWith(WHOLE));
  if (whole !== undefined) return moveIn(dataDir, whole);
  if (names.includes(UNFINISHED) && !names.includes('postgres')) {
    throw new StartError(
      `A restore into ${dataDir} was broken off: run \`lex restore\` again, or, to begin with an empty database, ` +
        `remove ${join(dataDir, UNFINISHED)}.`,
    );
  }
  return undefined;
}

/** Each entry in its turn: what is there goes aside, and the new one takes its place. Done again, it goes on. */
async function moveIn(dataDir: string, whole: string): Promise<string | undefined> {
  const from = join(dataDir, whole);
  const aside = join(dataDir, whole.replace(WHOLE, ASIDE));
  const present = new Set(await readdir(dataDir));
  for (const name of await readdir(from)) {
    if (present.has(name)) {
      await mkdir(aside, { recursive: true, mode: 0o700 });
      await rename(join(dataDir, name), join(aside, name));
      await syncDirectory(aside);
    }
    await rename(join(from, name), join(dataDir, name));
    await syncDirectory(dataDir);
  }
  await rmdir(from);
  return (await readdir(dataDir)).find((name) => join(dataDir, name) === aside) && aside;
}
