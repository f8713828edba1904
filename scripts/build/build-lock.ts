import { closeSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { tryLock } from 'fs-native-extensions';
import { OUT } from './part.ts';

const LOOK_AGAIN_MS = 100;
/** Longer than any build takes. */
const PATIENCE_MS = 10 * 60_000;

/**
 * Lets builds of one directory that begin at once work one after the other. The kernel gives the lock back when its
 * process ends in whatever way.
 *
 * @throws when another build has it for ten minutes
 */
export async function withBuildLock<T>(work: () => Promise<T>): Promise<T> {
  await mkdir(OUT, { recursive: true });
  const fd = openSync(join(OUT, 'build.lock'), 'a', 0o600);
  try {
    for (const deadline = performance.now() + PATIENCE_MS; !tryLock(fd); await setTimeout(LOOK_AGAIN_MS)) {
      if (performance.now() > deadline)
        throw new Error('Another build of this directory has not ended for ten minutes.');
    }
    return await work();
  } finally {
    closeSync(fd);
  }
}
