import { Readable } from 'node:stream';
import { v7 as newId } from 'uuid';
import type { Owner } from '../accounts/viewer.ts';
import type { ChangeJournal } from '../cache/change-journal.ts';
import type { Count, Page, PageRequest } from '../database/page.ts';
import { BadUserInputError, ConflictError, NotFoundError } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import type { JobService } from '../jobs/job-service.ts';
import { parseInput } from '../parse-input.ts';
import type { StorageService } from '../usage/storage-service.ts';
import type { Clearing } from './clear-documents.ts';
import type { Document } from './document.ts';
import { type DocumentInput, decodeBase64, documentInput } from './document-input.ts';
import type { DocumentFilter, DocumentStore } from './document-store.ts';
import type { DocumentFiles } from './keeping/document-files.ts';
import type { UploadLinks } from './keeping/upload-links.ts';

/** Where a file may be put, once. */
export interface Upload {
  /** From the server's root: its signature lets in whoever has it. */
  readonly path: string;
  readonly expiresAt: Date;
  /** The longest file that is taken, in bytes. */
  readonly maxBytes: number;
}

/** What an upload has made. */
export interface Received {
  readonly documentId: string;
  readonly jobId: string;
}

/** Files that are read into memory. Somebody else's document is as if it weren't there. */
export interface DocumentService {
  /**
   * Keeps a file and reads it in the background.
   *
   * @throws {BadUserInputError}
   * @throws {LexError} BUDGET_EXCEEDED when its owner has no room
   */
  ingest(owner: Owner, input: DocumentInput & { readonly contentBase64: string }): Promise<Job>;
  /**
   * Says where a file may be put. Nothing is stored before it is there.
   *
   * @throws {BadUserInputError}
   * @throws {LexError} BUDGET_EXCEEDED when its owner has no room
   */
  upload(owner: Owner, input: DocumentInput & { readonly bytes: number }): Promise<Upload>;
  /**
   * Takes what is put there, and reads it in the background. The same again is answered with what it has made.
   *
   * @param token what `upload` has signed
   * @throws {NotFoundError} when the token isn't one, or its time is over
   * @throws {BadUserInputError} when it is longer than was said
   */
  receive(token: string, content: AsyncIterable<Uint8Array>): Promise<Received>;
  /** In the order of the ids. */
  byIds(owner: Owner, ids: readonly string[]): Promise<(Document | undefined)[]>;
  /** Newest first. */
  list(owner: Owner, filter: DocumentFilter & { readonly page: PageRequest }): Promise<Page<Document>>;
  count(owner: Owner, filter: DocumentFilter): Promise<Count>;
  /**
   * Forgets a document with all of its parts: from the first moment on nobody recalls any of them.
   *
   * @throws {NotFoundError}
   */
  delete(owner: Owner, id: string): Promise<void>;
}

const DEFAULT_NAMESPACE = 'default';

export function createDocumentService(deps: {
  documents: DocumentStore;
  files: DocumentFiles;
  jobs: Pick<JobService, 'announce' | 'cancel' | 'byIds'>;
  storage: Pick<StorageService, 'takeBytes'>;
  clearing: Clearing;
  links: UploadLinks;
  journal: ChangeJournal;
  /** The longest file, in bytes. */
  maxBytes: number;
}): DocumentService {
  const { documents, files, jobs, storage, clearing, links, journal, maxBytes } = deps;

  async function store(
    { id, ownerId, ...said }: { readonly id: string; readonly ownerId: string } & Named,
    content: AsyncIterable<Uint8Array>,
    /** Of an announced file its length. */
    limits: { readonly limit: number },
  ): Promise<Job | undefined> {
    const { name, namespace, mimeType } = said;
    await storage.takeBytes(ownerId, limits.limit);
    const file = await files.store({ ownerId, name, contentType: mimeType, content, ...limits });
    const { bytes, sha256 } = file;
    const row = { id, ownerId, namespace, name, claimedType: mimeType, bytes, sha256, fileId: file.id };
    const job = await documents.insert(row);
    if (job) await jobs.announce(job);
    else await files.delete([file.id]);
    return job;
  }

  return {
    async ingest(owner, { contentBase64, ...input }) {
      const said = readInput(input);
      const bytes = decodeBase64(contentBase64);
      if (bytes.length > maxBytes) throw tooLong(maxBytes);
      const job = await store({ ...said, id: newId(), ownerId: owner.id }, Readable.from([bytes]), {
        limit: bytes.length,
      });
      if (!job) throw new Error('A document was stored without a job.');
      return job;
    },
    async upload(owner, { bytes, ...input }) {
      const said = readInput(input);
      if (!Number.isSafeInteger(bytes) || bytes < 1) throw new BadUserInputError('bytes takes the length of a file.');
      if (bytes > maxBytes) throw tooLong(maxBytes);
      await storage.takeBytes(owner.id, 0);
      const { token, expiresAt } = links.sign({ ...said, id: newId(), ownerId: owner.id, bytes });
      return { path: `/uploads?token=${token}`, expiresAt, maxBytes: bytes };
    },
    async receive(token, content) {
      const link = links.read(token);
      if (!link) throw new NotFoundError('upload');
      const owner = { id: link.ownerId };
      const [known] = await documents.byIds(owner.id, [link.id]);
      const job = known ? undefined : await store(link, content, { limit: link.bytes });
      if (job) return { documentId: link.id, jobId: job.id };
      const [stored] = known ? [known] : await documents.byIds(owner.id, [link.id]);
      // One that was let go since isn't there, and doesn't come again.
      if (!stored?.jobId) throw new NotFoundError('upload');
      return { documentId: stored.id, jobId: stored.jobId };
    },
    byIds: (owner, ids) => documents.byIds(owner.id, ids),
    list: (owner, { page, ...filter }) => documents.list(owner.id, filter, page),
    count: (owner, filter) => documents.count(owner.id, filter),
    async delete(owner, id) {
      const document = await documents.letGo(owner.id, id);
      if (!document) throw new NotFoundError('document');
      await journal.record(owner.id, ['Memory']);
      if (document.jobId) await cancel(jobs, owner, document.jobId);
      await clearing.clear(document);
    },
  };
}

type Named = { readonly name: string; readonly namespace: string; readonly mimeType: string };

function readInput({ name, mimeType, namespace }: DocumentInput): Named {
  return parseInput(documentInput, { name, mimeType, namespace: namespace ?? DEFAULT_NAMESPACE });
}

/** Ends the job that reads a document, unless it has ended. */
async function cancel(jobs: Pick<JobService, 'cancel'>, owner: Owner, id: string): Promise<void> {
  await jobs.cancel(owner.id, id).catch((error: unknown) => {
    if (!(error instanceof ConflictError || error instanceof NotFoundError)) throw error;
  });
}

function tooLong(maxBytes: number): BadUserInputError {
  const mebibytes = (maxBytes / 2 ** 20).toLocaleString('en', { maximumFractionDigits: 1 });
  return new BadUserInputError(`A document has at most ${mebibytes} MiB here (LEX_DOCUMENT_MAX_BYTES).`);
}
