import { z } from 'zod';
import type { SnapshotRows } from '../database/client/snapshot.ts';
import type { FileService } from '../files/file-service.ts';
import type { Job } from '../jobs/job.ts';
import type { AttemptContext, JobHandler } from '../jobs/job-kind.ts';
import type { ExportResult } from './export-result.ts';
import type { ExportedPart, ExportStore } from './export-store.ts';
import { type ExportInput, exportTask } from './export-task.ts';
import { archiveEntries } from './packing/archive-entries.ts';
import { exportedFiles } from './packing/exported-files.ts';
import { writeZip } from './packing/write-zip.ts';

interface Deps {
  readonly store: ExportStore;
  readonly files: Pick<FileService, 'store' | 'byIds' | 'read' | 'delete'>;
}

/** How long an archive is kept, unless it is fetched before. */
const KEPT_MS = 86_400_000;
/** The longest archive. */
const MOST_BYTES = 64 * 2 ** 30;
/** The progress is told after so many conversations. */
const TOLD_EVERY = 20;

const counted = z.object({ conversations: z.number(), messages: z.number(), memories: z.number() });

/**
 * Packs everything that a user has, as it was at one moment, while it is written to where files are kept. An attempt
 * that broke off leaves no file. When the archive is there, earlier ones of the user go.
 */
export function createExportHandler({ store, files }: Deps): JobHandler<ExportInput, 'EXPORT_DATA'> {
  // In this process one after the other: each may hold one of the few connections to the database for a while.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };

  async function packAll(job: Job, context: AttemptContext): Promise<ExportResult> {
    context.signal.throwIfAborted();
    const result = await store.read(job.ownerId, (rows) => pack({ store, files }, job, rows, context));
    const archives = await store.archivesOf(job.ownerId);
    await files.delete(archives.filter((id) => id !== result.fileId));
    return result;
  }

  return {
    task: exportTask,
    start: (job) => ({
      async run(_, context) {
        await context.progress(0, 'Waiting for its turn');
        return inTurn(() => packAll(job, context));
      },
    }),
  };
}

async function pack(
  { files }: Deps,
  { ownerId }: Job,
  rows: SnapshotRows<ExportedPart>,
  { signal, progress }: AttemptContext,
): Promise<ExportResult> {
  const at = new Date();
  const { value } = await rows('counts').next();
  const counts = counted.parse(JSON.parse(String(value)));
  let done = 0;
  const onConversation = async () => {
    signal.throwIfAborted();
    if (++done % TOLD_EVERY !== 1) return;
    const part = done / Math.max(1, 2 * counts.conversations);
    await progress(part * 90, `${Math.ceil(done / 2)} of ${counts.conversations} conversations are packed`);
  };
  const ownFiles = () => exportedFiles(rows('files'), rows('filesToRead'), { ownerId, files, signal });
  const name = `lex-${at.toISOString().slice(0, 10)}.zip`;
  const expiresAt = new Date(at.getTime() + KEPT_MS);
  const file = await files.store({
    user: ownerId,
    purpose: 'EXPORT',
    name,
    contentType: 'application/zip',
    content: writeZip(archiveEntries(rows, ownFiles, onConversation), at),
    limit: MOST_BYTES,
    expiresAt,
    signal,
  });
  const { id: fileId, bytes, sha256 } = file;
  return { fileId, name, bytes, sha256, ...counts, expiresAt: expiresAt.toISOString() };
}
