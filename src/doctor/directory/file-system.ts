import { readFile, realpath } from 'node:fs/promises';
import type { Check } from '../findings/check.ts';
import { SHORT_MS } from '../findings/check.ts';
import { type Finding, named, ok, problem, unchecked, warning } from '../findings/finding.ts';
import { existingParent } from './data-directory.ts';

/** Another machine may write there at the same time, locks may not hold, and a mapped file may be an old one. */
const NETWORK =
  /^(nfs\d?|cifs|smb\d?|smbfs|9p|afs|ceph|glusterfs|lustre|gfs2?|ocfs2|beegfs|davfs|fuse\.(?!fuse-overlayfs).+)$/;
const OVERLAY = /^(overlay|overlayfs|aufs|fuse\.fuse-overlayfs)$/;
const FLEETING = /^(tmpfs|ramfs)$/;

/** On what kind of file system the data directory is. LMDB maps its files, which not every kind can keep right. */
export const fileSystem: Check = {
  name: 'data.filesystem',
  timeoutMs: () => SHORT_MS,
  async run({ config }) {
    const says = (finding: Finding) => named('data.filesystem', [finding]);
    if (!config) return says(unchecked('The settings have to be mended first.'));
    const { dataDir } = config;
    const mounts = await readFile('/proc/self/mountinfo', 'utf8').catch(() => undefined);
    if (mounts === undefined) return says(unchecked('Only Linux tells which file system a directory is on.'));
    const path = await realpath(dataDir).catch(async () => realpath(await existingParent(dataDir)));
    return says(judgeFileSystem(fileSystemOf(path, mounts) ?? 'unknown'));
  },
};

/**
 * The kind of the file system that a path is on.
 *
 * @param mounts `/proc/self/mountinfo`, as proc(5) lays it out
 */
export function fileSystemOf(path: string, mounts: string): string | undefined {
  let [longest, kind]: [number, string | undefined] = [-1, undefined];
  for (const line of mounts.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const point = (before.split(' ')[4] ?? '').replaceAll(/\\(\d{3})/g, (_, digits: string) => {
      return String.fromCharCode(Number.parseInt(digits, 8));
    });
    const isAbove = point === '/' || path === point || path.startsWith(`${point}/`);
    // Of two on one place the later one is on top.
    if (point !== '' && isAbove && point.length >= longest) [longest, kind] = [point.length, after.split(' ')[0]];
  }
  return kind;
}

export function judgeFileSystem(kind: string): Finding {
  const facts = { kind };
  if (NETWORK.test(kind)) {
    const says = `The data directory is on ${kind}, over a network: LMDB and PostgreSQL may be damaged there.`;
    return problem(says, 'Set LEX_DATA_DIR to a directory on a disk of this machine.', facts);
  }
  if (OVERLAY.test(kind)) {
    const says = `The data directory is on ${kind}, the layer of a container: it is gone with the container.`;
    return problem(says, 'Mount a volume, and set LEX_DATA_DIR to a directory in it.', facts);
  }
  if (FLEETING.test(kind)) {
    const says = `The data directory is on ${kind}, in memory: what is embedded is gone when the machine stops.`;
    return warning(says, 'Set LEX_DATA_DIR to a directory on a disk.', facts);
  }
  return ok(`The data directory is on ${kind}, on this machine.`, facts);
}
