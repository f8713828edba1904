import { join } from 'node:path';
import { z } from 'zod';
import type { Database } from '../database.ts';
import { type ClusterEntry, clusterFiles, walFiles } from './cluster-files.ts';

/** Where a data directory has the cluster. */
export function clusterPath(dataDir: string): string {
  return join(dataDir, 'postgres');
}

const started = z.tuple([z.object({ first: z.string() })]);
const stopped = z.tuple([z.object({ label: z.string(), last: z.string() })]);

/**
 * The files of an open cluster, from which PostgreSQL makes its state at the end of this again, while it is written to.
 *
 * This is PostgreSQL's base backup ("Making a Base Backup Using the Low Level API" in its manual). It begins with a
 * checkpoint; files are then read while they change; and the log of changes from the checkpoint on, which is read last,
 * has every page whole that was changed since. Nobody waits but for the checkpoint, and for the note of the end. A
 * cluster in PGlite makes no checkpoints by itself, so that none removes the log meanwhile.
 *
 * Reading it to its end, or leaving off, ends the backup. One at a time can be made of a cluster.
 */
export async function* clusterBackup({ pool }: Pick<Database, 'pool'>, cluster: string): AsyncGenerator<ClusterEntry> {
  const ask = async (sql: string) => (await pool.query(sql)).rows;
  const [{ first }] = started.parse(await ask(`SELECT pg_walfile_name(pg_backup_start('lex', true)) AS first`));
  const stop = async () =>
    stopped.parse(await ask('SELECT labelfile AS label, pg_walfile_name(lsn) AS last FROM pg_backup_stop(false)'))[0];
  let isStopped = false;
  try {
    yield* clusterFiles(cluster);
    const { label, last } = await stop();
    isStopped = true;
    const text = Buffer.from(label);
    yield { path: 'backup_label', size: text.length, content: once(text) };
    yield* walFiles(cluster, { first, last });
  } finally {
    // A database that is being closed forgets it by itself.
    if (!isStopped) await stop().catch(() => undefined);
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
