import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file or a directory of a cluster, as it goes into a backup. */
export interface ClusterEntry {
  /** Below the cluster, with slashes. */
  readonly path: string;
  /** In bytes; of a directory 0. */
  readonly size: number;
  /** Exactly `size` bytes, to be read before the next entry is asked for; undefined: it is a directory. */
  readonly content: AsyncIterable<Uint8Array> | undefined;
}

// What PostgreSQL makes again when it starts, or what would mislead it ("Backing Up the Data Directory" in its manual).
const EMPTIED = new Set([
  'pg_dynshmem',
  'pg_notify',
  'pg_replslot',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]);
const LEFT_OUT = /^(postmaster\.(pid|opts)|backup_label(\.old)?|pg_internal\.init.*|pgsql_tmp.*)$/;

/** The log of changes, which is read once all else is. */
const WAL = 'pg_wal';
/** Says where the log of changes begins, and so is read last. */
const CONTROL = 'global/pg_control';
const CHUNK_BYTES = 256 * 1024;

/** All of a cluster but its log of changes. */
export async function* clusterFiles(cluster: string): AsyncGenerator<ClusterEntry> {
  yield* below(cluster, '');
  yield* fileAt(cluster, CONTROL);
}

/** The log of changes from one file to another, by their names. */
export async function* walFiles(
  cluster: string,
  { first, last }: { readonly first: string; readonly last: string },
): AsyncGenerator<ClusterEntry> {
  for (const name of (await readdir(join(cluster, WAL))).sort()) {
    if (/^[0-9A-F]{24}$/.test(name) && name >= first && name <= last) yield* fileAt(cluster, `${WAL}/${name}`);
  }
}

/** About how many bytes a backup has. */
export async function clusterBytes(cluster: string): Promise<number> {
  const entries = await readdir(cluster, { withFileTypes: true, recursive: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async ({ parentPath, name }) => (await stat(join(parentPath, name)).catch(() => undefined))?.size ?? 0);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function* below(cluster: string, directory: string): AsyncGenerator<ClusterEntry> {
  for (const entry of await readdir(join(cluster, directory), { withFileTypes: true })) {
    const path = directory === '' ? entry.name : `${directory}/${entry.name}`;
    if (LEFT_OUT.test(entry.name) || path === CONTROL) continue;
    if (entry.isDirectory()) {
      yield { path, size: 0, content: undefined };
      const isEmptied = EMPTIED.has(path) || directory === WAL;
      if (!isEmptied) yield* below(cluster, path);
    } else if (directory !== WAL) yield* fileAt(cluster, path);
  }
}

/** A file at its present size; nothing when it has been removed meanwhile. */
async function* fileAt(cluster: string, path: string): AsyncGenerator<ClusterEntry> {
  const file = await openIfThere(join(cluster, path));
  if (!file) return;
  try {
    const { size } = await file.stat();
    yield { path, size, content: exactly(file, size) };
  } finally {
    await file.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * So many bytes of a file that may be written to: what it has grown by is in the log of changes, and where it was cut
 * off there are zeros, which the log cuts off again.
 */
async function* exactly(file: FileHandle, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size; ) {
    const buffer = Buffer.alloc(Math.min(CHUNK_BYTES, size - at));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    const chunk = bytesRead > 0 ? buffer.subarray(0, bytesRead) : buffer;
    yield chunk;
    at += chunk.length;
  }
}
