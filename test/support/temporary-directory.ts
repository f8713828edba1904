import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A directory that is gone when the test has finished; in `beforeAll` pass `atEnd` of at-end.ts. */
export async function temporaryDirectory(atEnd: (end: () => Promise<void>) => void = onTestFinished): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'lex-test-'));
  atEnd(() => rm(path, { recursive: true, force: true }));
  return path;
}
