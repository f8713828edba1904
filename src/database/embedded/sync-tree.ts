import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Waits until all files and directories below a directory, and itself, are on the disk. */
export async function syncTree(path: string): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const below = join(path, entry.name);
    if (entry.isDirectory()) await syncTree(below);
    else await sync(below);
  }
  await syncDirectory(path);
}

/** Waits until the names in a directory are on the disk. */
export const syncDirectory = sync;

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
