import { execFile } from 'node:child_process';
import { mkdtemp, open, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A file system that has room for little. */
export interface SmallDisk {
  readonly path: string;
  /** Takes all the room that there is. */
  fill(): Promise<void>;
  makeRoom(): Promise<void>;
  /** Takes it away, with what is on it. */
  remove(): Promise<void>;
}

const SIZE = '96m';
const BLOCK = Buffer.alloc(1 << 20);
const SMALL_BLOCK = Buffer.alloc(512);

/**
 * Makes a file system in memory.
 *
 * @returns undefined where this process may not mount one, which only root may
 */
export async function mountSmallDisk(): Promise<SmallDisk | undefined> {
  const path = await mkdtemp(join(tmpdir(), 'lex-small-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=0700`, 'tmpfs', path]);
  } catch {
    await rmdir(path);
    return undefined;
  }
  const ballast = join(path, 'ballast');
  return {
    path,
    async fill() {
      const file = await open(ballast, 'a');
      try {
        for (const block of [BLOCK, SMALL_BLOCK]) await writeUntilFull(file, block);
      } finally {
        await file.close();
      }
    },
    makeRoom: () => rm(ballast, { force: true }),
    async remove() {
      await run('umount', ['--lazy', path]);
      await rmdir(path);
    },
  };
}

async function writeUntilFull(file: { write(block: Buffer): Promise<unknown> }, block: Buffer): Promise<void> {
  for (;;) {
    try {
      await file.write(block);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return;
      throw error;
    }
  }
}
