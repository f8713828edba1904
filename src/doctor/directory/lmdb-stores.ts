import { readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { findDamage } from '../../lmdb/damage.ts';
import { type ReaderTable, readReaderTable } from '../../lmdb/reader-table.ts';
import type { Check } from '../findings/check.ts';
import { SHORT_MS } from '../findings/check.ts';
import { type Finding, named, ok, problem, unchecked, warning } from '../findings/finding.ts';

/** The directories of LMDB's environments, as memory and the reply logs name theirs. */
const STORES = ['memory', 'replies'];

/** What the stores in the data directory look like from outside: whole, how large, and who reads in them. */
export const lmdbStores: Check = {
  name: 'data.lmdb',
  timeoutMs: () => SHORT_MS,
  async run({ config }) {
    if (!config) return named('data.lmdb', [unchecked('The settings have to be mended first.')]);
    const { dataDir, memoryDiskMb } = config;
    const isHere = await isOfThisMachine(dataDir);
    const looks = await Promise.all(STORES.map((store) => lookAt(join(dataDir, store), isHere)));
    const found = [...looks.flat(), ...(await judgeMemorySize(join(dataDir, 'memory'), memoryDiskMb))];
    return named('data.lmdb', found.length > 0 ? found : [ok('There is no LMDB store yet.')]);
  },
};

const BYTES_IN_MB = 1_024 * 1_024;
/** What is written before anything is removed may make it somewhat larger. */
const SLACK = 1.25;

/** A store that was larger once stays so: LMDB uses again what is free in it, and gives nothing back. */
async function judgeMemorySize(path: string, mostMb: number): Promise<Finding[]> {
  const bytes = (await stat(join(path, 'data.mdb')).catch(() => undefined))?.size ?? 0;
  if (bytes <= mostMb * BYTES_IN_MB * SLACK) return [];
  const mib = Math.ceil(bytes / BYTES_IN_MB);
  const says = `The index of memories takes ${mib} MiB, more than LEX_MEMORY_DISK_MB allows.`;
  return [warning(says, `Stop Lex, remove ${path}, and start it again: it is made again.`, { path, bytes })];
}

async function lookAt(path: string, isHere: boolean): Promise<Finding[]> {
  const file = join(path, 'data.mdb');
  const found = await stat(file).catch(() => undefined);
  if (!found) return [];
  const damage = await findDamage(file);
  if (damage !== undefined) {
    const fix = 'Start Lex again: it moves the store aside and makes it anew. Then look at the disk.';
    return [problem(`The store in ${path} is damaged: ${damage}.`, fix, { path })];
  }
  const table = await readReaderTable(path);
  if (!table) return [ok(`The store in ${path} looks whole.`, { path, bytes: found.size })];
  return [judgeReaders(path, table, { bytes: found.size, isAlive: isHere ? isAlive : () => undefined })];
}

/** A reader that holds a snapshot of so many transactions ago keeps all pages since from being used again. */
const FAR_BEHIND = 100_000n;

/** @param look.isAlive whether a process lives; undefined: that can't be told from here */
export function judgeReaders(
  path: string,
  { readers, lastTransaction, slots }: ReaderTable,
  { bytes, isAlive }: { readonly bytes: number; readonly isAlive: (pid: number) => boolean | undefined },
): Finding {
  const dead = readers.filter(({ pid }) => isAlive(pid) === false);
  const live = readers.filter(({ pid }) => isAlive(pid) === true);
  const behind = live.filter(({ transaction = lastTransaction }) => lastTransaction - transaction > FAR_BEHIND);
  const facts = { path, bytes, readers: readers.length, dead: dead.length, slots };
  // When nobody is left, the next process to open the store begins with an empty table.
  if (dead.length > 0 && live.length > 0) {
    const says = `The store in ${path} has ${dead.length} readers of processes that are gone: they keep it growing.`;
    return warning(says, 'Start Lex again: it forgets them when it opens the store.', facts);
  }
  if (behind.length > 0) {
    const says = `A reader of the store ${path}, process ${behind[0]?.pid}, holds an old snapshot: it grows.`;
    return warning(says, 'Start that process again.', facts);
  }
  return ok(`The store in ${path} looks whole, with ${live.length} live readers.`, facts);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // One of another user lives too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

const holder = z.object({ host: z.string() });

/** Numbers of processes mean something on their own machine alone; in a container, that is the container. */
async function isOfThisMachine(dataDir: string): Promise<boolean> {
  const text = await readFile(join(dataDir, 'lex.lock'), 'utf8').catch(() => '');
  try {
    return holder.parse(JSON.parse(text)).host === hostname();
  } catch {
    return false;
  }
}
