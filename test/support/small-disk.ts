import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { temporaryDirectory } from './temporary-directory.ts';

const run = promisify(execFile);

/** A file system of its own, as large as the test says. */
export interface SmallDisk {
  readonly path: string;
  /** Leaves no byte of it. */
  fill(): Promise<void>;
  /** Takes back what filled it. */
  free(): Promise<void>;
}

/** Why there can be none here; undefined when there can. */
export async function whyNoSmallDisk(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'a small disk is made with tmpfs, which Linux has';
  const path = await temporaryDirectory();
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path]);
    await run('umount', [path]);
    return undefined;
  } catch {
    return 'a small disk takes the right to mount one';
  }
}

/** Mounts one; it is gone when the test has finished. */
export async function smallDisk(mebibytes: number): Promise<SmallDisk> {
  const path = await temporaryDirectory();
  await run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', path]);
  // Also while a process that was just killed has files there.
  onTestFinished(async () => void (await run('umount', ['--lazy', path])));
  const ballast = join(path, 'ballast');
  return {
    path,
    async fill() {
      const zeros = Buffer.alloc(64 * 1_024);
      const endless = Readable.from(
        (function* () {
          for (;;) yield zeros;
        })(),
      );
      await pipeline(endless, createWriteStream(ballast)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOSPC') throw error;
      });
    },
    free: () => rm(ballast),
  };
}
