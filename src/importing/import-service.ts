import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ConflictError, NotFoundError } from '../errors.ts';
import type { FileService } from '../files/file-service.ts';
import type { Job } from '../jobs/job.ts';
import type { JobService } from '../jobs/job-service.ts';
import { parseInput, wellFormedText } from '../parse-input.ts';
import { importTask } from './import-task.ts';
import { IMPORT_TOKEN, type UploadLinks } from './upload-links.ts';

/** Where an archive may be put, once. */
export interface ArchiveUpload {
  /** From the server's root: its signature lets in whoever has it. */
  readonly path: string;
  readonly expiresAt: Date;
  /** The most bytes that are taken. */
  readonly maxBytes: number;
}

/** Takes archives of conversations. */
export interface ImportService {
  /**
   * Says where an archive may be put. Nothing is stored before it is there.
   *
   * @throws {BadUserInputError}
   */
  upload(ownerId: string, input: { readonly name: string; readonly bytes: number }): ArchiveUpload;
  /** Whether a token is one of an archive, and not of something else that is put to the server. */
  isToken(token: string): boolean;
  /**
   * Takes what is put there, and imports it in the background. The same again is answered with the job that it has
   * made.
   *
   * @param token what `upload` has signed
   * @throws {NotFoundError} when the token isn't one, or its time is over
   * @throws {FileTooLargeError} when it is longer than was said
   */
  receive(token: string, content: AsyncIterable<Uint8Array>): Promise<{ readonly jobId: string }>;
}

/** The longest archive. */
const MOST_BYTES = 2 ** 30;
/** What failed may be tried again for so long. */
const KEPT_MS = 86_400_000;

const uploadInput = z.object({
  name: wellFormedText({ min: 1, max: 255 }),
  bytes: z.int('takes the length of a file').min(1, 'takes the length of a file').max(MOST_BYTES, 'takes up to 1 GiB'),
});

export function createImportService({
  links,
  jobs,
  files,
}: {
  readonly links: UploadLinks;
  readonly jobs: Pick<JobService, 'start' | 'byIds'>;
  readonly files: Pick<FileService, 'store' | 'delete'>;
}): ImportService {
  const known = async (ownerId: string, jobId: string): Promise<Job | undefined> =>
    (await jobs.byIds(ownerId, [jobId]))[0];

  return {
    upload(ownerId, raw) {
      const { name, bytes } = parseInput(uploadInput, raw);
      const { token, expiresAt } = links.sign({ jobId: randomUUID(), ownerId, name, bytes });
      return { path: `/uploads?token=${token}`, expiresAt, maxBytes: bytes };
    },
    isToken: (token) => token.startsWith(IMPORT_TOKEN),
    async receive(token, content) {
      const link = links.read(token);
      if (!link) throw new NotFoundError('upload');
      const { ownerId, jobId, name, bytes: limit } = link;
      if (await known(ownerId, jobId)) return { jobId };
      const file = await files.store({
        user: ownerId,
        purpose: 'IMPORT',
        name,
        contentType: 'application/octet-stream',
        content,
        limit,
        expiresAt: new Date(Date.now() + KEPT_MS),
      });
      try {
        await jobs.start(ownerId, importTask, { fileId: file.id }, { id: jobId });
      } catch (error) {
        await files.delete([file.id]);
        // The same was put there twice at the same moment.
        if (!(error instanceof ConflictError && (await known(ownerId, jobId)))) throw error;
      }
      return { jobId };
    },
  };
}
