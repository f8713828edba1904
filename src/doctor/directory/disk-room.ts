import { stat, statfs } from 'node:fs/promises';
import type { Check } from '../findings/check.ts';
import { SHORT_MS } from '../findings/check.ts';
import { type Finding, named, ok, problem, unchecked, warning } from '../findings/finding.ts';
import { existingParent } from './data-directory.ts';

const MIB = 2 ** 20;
/** With less, a database can't even tidy up what it has. */
const LEAST_MIB = 100;
const LOW_MIB = 1_024;
const LOW_SHARE = 0.05;

/** How much room is left on the disk of the data directory, for bytes and for files. */
export const diskRoom: Check = {
  name: 'data.disk',
  timeoutMs: () => SHORT_MS,
  async run({ config }) {
    if (!config) return named('data.disk', [unchecked('The settings have to be mended first.')]);
    const { dataDir } = config;
    const isThere = await stat(dataDir).catch(() => undefined);
    const disk = await statfs(isThere ? dataDir : await existingParent(dataDir));
    return named('data.disk', [
      judgeDisk({
        freeMib: (disk.bavail * disk.bsize) / MIB,
        totalMib: (disk.blocks * disk.bsize) / MIB,
        freeFiles: disk.files === 0 ? undefined : disk.ffree,
        totalFiles: disk.files,
      }),
    ]);
  },
};

/** @param room.freeFiles undefined: a file system that doesn't count them */
export function judgeDisk(room: {
  readonly freeMib: number;
  readonly totalMib: number;
  readonly freeFiles: number | undefined;
  readonly totalFiles: number;
}): Finding {
  const { freeMib, totalMib, freeFiles, totalFiles } = room;
  const facts = { freeMib: Math.floor(freeMib), totalMib: Math.floor(totalMib), freeFiles: freeFiles ?? null };
  const says = `The disk of the data directory has ${facts.freeMib} of ${facts.totalMib} MiB left.`;
  const fix = 'Make room, or move LEX_DATA_DIR to a larger disk, before writing fails.';
  if (freeMib < LEAST_MIB) return problem(says, fix, facts);
  if (freeFiles !== undefined && freeFiles < totalFiles * LOW_SHARE) {
    return warning(`The disk of the data directory has room for ${freeFiles} more files only.`, fix, facts);
  }
  return freeMib < Math.min(LOW_MIB, totalMib * LOW_SHARE) ? warning(says, fix, facts) : ok(says, facts);
}
