import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Check } from '../findings/check.ts';
import { SHORT_MS } from '../findings/check.ts';
import { type Finding, named, ok, problem, unchecked, warning } from '../findings/finding.ts';

const OTHERS = 0o077;

/** Whether the data directory is there, is this user's to write, and nobody else's to read. */
export const dataDirectory: Check = {
  name: 'data.directory',
  timeoutMs: () => SHORT_MS,
  async run({ config }) {
    if (!config) return named('data.directory', [unchecked('The settings have to be mended first.')]);
    const { dataDir } = config;
    const found = await stat(dataDir).catch(() => undefined);
    if (found && !found.isDirectory()) {
      return named('data.directory', [problem(`${dataDir} is no directory.`, 'Set LEX_DATA_DIR to a directory.')]);
    }
    if (!found) return named('data.directory', [await notYet(dataDir)]);
    const findings = [await writable(dataDir), ...(await damagedIn(dataDir))];
    if ((found.mode & OTHERS) !== 0) {
      const says = `${dataDir} can be looked into by others of this machine: what users write is in it.`;
      findings.push(warning(says, `chmod 700 ${dataDir}`));
    }
    return named('data.directory', findings);
  },
};

/** Whether a directory that is there is this user's to write. */
export async function writable(path: string): Promise<Finding> {
  const may = await access(path, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (may) return ok(`${path} can be read and written.`, { path });
  const fix = 'Give it to the user that Lex runs as (chown -R), or mount it writable.';
  return problem(`${path} can't be read and written by this user.`, fix, { path });
}

/** A start makes it, below what is there. */
async function notYet(path: string): Promise<Finding> {
  const parent = await existingParent(path);
  const may = await access(parent, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (may) return ok(`${path} isn't there yet: the first start makes it.`, { path });
  const fix = 'Set LEX_DATA_DIR to a directory that can be written, or make it.';
  return problem(`${path} isn't there, and can't be made in ${parent}.`, fix, { path });
}

/** The nearest directory above a path that is there. */
export async function existingParent(path: string): Promise<string> {
  const parent = dirname(path);
  if (parent === path) return path;
  const isThere = await stat(parent).then(
    () => true,
    () => false,
  );
  return isThere ? parent : existingParent(parent);
}

/** Stores that were damaged are moved aside, and made again: somebody should look at why. */
async function damagedIn(path: string): Promise<Finding[]> {
  const names = (await readdir(path).catch(() => [])).filter((name) => name.includes('.damaged-'));
  if (names.length === 0) return [];
  return [
    warning(
      `${path} has ${names.length} damaged stores that were moved aside, the last ${names.sort().at(-1)}.`,
      'Look at the disk (dmesg, smartctl), then delete them: what they held has been made again.',
      { damaged: names.length },
    ),
  ];
}
