import { rm, stat } from 'node:fs/promises';

/** How long files of earlier builds stay: a server that was started from them may still load them. */
export const RETAINED_MS = 24 * 60 * 60 * 1_000;
/** A directory in which a build was broken off is of no use to anybody after this time. */
export const ABANDONED_MS = 60 * 60 * 1_000;

/** Removes a file or a directory that nothing has changed for that long. */
export async function removeOlder(path: string, ageMs: number): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found && Date.now() - found.mtimeMs > ageMs) await rm(path, { recursive: true, force: true });
}
