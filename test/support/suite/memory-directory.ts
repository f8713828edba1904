import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';

/** Where Linux keeps files in memory. */
const IN_MEMORY = '/dev/shm';
const PREFIX = 'lex-tests-';
/** Tests that run at once were seen to have less than 2 GiB of files. */
const NEEDED_BYTES = 6 * 2 ** 30;

/**
 * Lets the temporary files of all tests be kept in memory, where there is room: on a disk, the file system takes a tenth
 * of the processor's time, since tests make hundreds of databases. Call it before any process of the tests starts; they
 * are gone when this process ends.
 */
export function keepFilesInMemory(): void {
  if (!existsSync(IN_MEMORY)) return;
  removeLeftOvers();
  const { bavail, bsize } = statfsSync(IN_MEMORY);
  if (Math.min(bavail * bsize, freemem()) < NEEDED_BYTES) return;
  const path = join(IN_MEMORY, `${PREFIX}${process.pid}`);
  mkdirSync(path, { recursive: true });
  process.env.TMPDIR = path;
  process.on('exit', () => rmSync(path, { recursive: true, force: true }));
}

/** Those of runs that were killed. */
function removeLeftOvers(): void {
  for (const name of readdirSync(IN_MEMORY)) {
    if (!name.startsWith(PREFIX) || existsSync(`/proc/${name.slice(PREFIX.length)}`)) continue;
    rmSync(join(IN_MEMORY, name), { recursive: true, force: true });
  }
}
