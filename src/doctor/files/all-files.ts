import { stat } from 'node:fs/promises';
import type { Config } from '../../config/config.ts';
import { readS3Address } from '../../config/kinds/s3-address.ts';
import { keysOnDisk } from '../../files/disk-file-store.ts';
import { filesIn } from '../../files/open-files.ts';
import { writable } from '../directory/data-directory.ts';
import type { Check } from '../findings/check.ts';
import { type Finding, named, ok, unchecked, warning } from '../findings/finding.ts';
import { tryBucket } from './try-bucket.ts';

/** Longer than a store that says nothing is waited for. */
const LIMIT_MS = 30_000;

/** Where files of users are kept: the store of LEX_FILES_URL, or the data directory. */
export const allFiles: Check = {
  name: 'files',
  timeoutMs: () => LIMIT_MS,
  async run({ config }, signal) {
    if (!config) return named('files', [unchecked('The settings have to be mended first.')]);
    const bucket = config.filesUrl === undefined ? undefined : readS3Address(config.filesUrl);
    if (!bucket) return named('files', [await onDisk(filesIn(config.dataDir))]);
    return [...named('files', [await tryBucket(bucket, signal)]), ...named('files.disk', await leftOnDisk(config))];
  },
};

async function onDisk(root: string): Promise<Finding> {
  const isThere = await stat(root).catch(() => undefined);
  return isThere ? writable(root) : ok(`Files of users go to ${root}, which the first start makes.`, { path: root });
}

/** What was stored before there was a store for all is still on the disk of whoever stored it. */
async function leftOnDisk({ dataDir, redisUrl, databaseUrl }: Config): Promise<Finding[]> {
  if (!redisUrl || !databaseUrl) return [];
  const root = filesIn(dataDir);
  const left = (await keysOnDisk(root)).length;
  if (left === 0) return [];
  const says =
    `${root} has ${left} files from before LEX_FILES_URL was set: only the process that has this data directory ` +
    'gives them out.';
  const fix = 'Keep that process, or move all of Lex by `lex export` and `lex import` (docs/backup.md).';
  return [warning(says, fix, { path: root, files: left })];
}
