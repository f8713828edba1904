import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { create, extract } from 'tar';
import { messageOf } from '../../errors.ts';
import type { Logger } from '../../log.ts';

/**
 * Where the build puts the files of an empty cluster, which takes seconds to make and a moment to unpack. The name has
 * the installed version of PGlite, so that no other version's files are taken for its own.
 */
export function templatePath(packageRoot: string): string {
  return join(packageRoot, 'dist', 'cluster', `pglite-${pgliteVersion()}.tgz`);
}

function pgliteVersion(): string {
  const require = createRequire(import.meta.url);
  // Its package.json can't be named: it isn't among what the package exports.
  const manifest: unknown = require(join(dirname(require.resolve('@electric-sql/pglite')), '..', 'package.json'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version);
  throw new Error('PGlite has no version.');
}

/** Packs a cluster that no process has open. */
export async function packTemplate(cluster: string, file: string): Promise<void> {
  await create({ cwd: cluster, file, gzip: true, portable: true, strict: true }, ['.']);
}

/**
 * Unpacks the template into an empty directory.
 *
 * @returns false when there is none for this version of PGlite, or it can't be unpacked; files may then be left
 */
export function unpackTemplate(file: string, directory: string, log: Logger): boolean {
  if (!existsSync(file)) return false;
  try {
    // Not in the background: what fails there goes on writing for a while. Nothing else happens meanwhile anyway.
    extract({ cwd: directory, file, strict: true, sync: true });
    return true;
  } catch (error) {
    log.warn({ file, reason: messageOf(error) }, "the database's template can't be unpacked: build Lex again");
    return false;
  }
}
