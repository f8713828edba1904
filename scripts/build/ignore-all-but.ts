import { posix } from 'node:path';

/**
 * The text of an ignore file, in git's form, that lets only these files through.
 *
 * @param files below the folder of the ignore file, with slashes
 */
export function ignoreAllBut(files: readonly string[]): string {
  const folders = new Set(files.flatMap(foldersOf));
  return ['*', ...[...folders].sort().map((path) => `!/${path}/`), ...files.map((path) => `!/${path}`), ''].join('\n');
}

/** All folders that a file is in, below the top. */
function foldersOf(path: string): string[] {
  const folder = posix.dirname(path);
  return folder === '.' ? [] : [...foldersOf(folder), folder];
}
