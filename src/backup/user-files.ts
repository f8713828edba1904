import { createReadStream, type Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FILES } from './backup-format.ts';
import type { TarEntry } from './write-tar.ts';

/** What is being written, and no file yet. */
const UNFINISHED = 'partial';

/** Users' files in a data directory, with the directories that they are in. None of them ever changes. */
export async function* userFiles(dataDir: string): AsyncGenerator<TarEntry> {
  const root = join(dataDir, FILES);
  for await (const { path, isDirectory } of namesIn(root)) {
    if (isDirectory) yield { path, size: 0, content: undefined };
    else {
      const whole = join(root, path);
      yield { path, size: (await stat(whole)).size, content: createReadStream(whole) };
    }
  }
}

/** How many bytes they have. */
export async function bytesOfFiles(dataDir: string): Promise<number> {
  const root = join(dataDir, FILES);
  let bytes = 0;
  for await (const { path, isDirectory } of namesIn(root))
    if (!isDirectory) bytes += (await stat(join(root, path))).size;
  return bytes;
}

async function* namesIn(root: string): AsyncGenerator<{ readonly path: string; readonly isDirectory: boolean }> {
  for (const top of await entriesIn(root)) {
    if (top.name === UNFINISHED) continue;
    yield { path: top.name, isDirectory: top.isDirectory() };
    if (!top.isDirectory()) continue;
    for (const { name } of await entriesIn(join(root, top.name)))
      yield { path: `${top.name}/${name}`, isDirectory: false };
  }
}

/** None where nobody has stored a file. */
async function entriesIn(path: string): Promise<readonly Dirent[]> {
  return readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
}
