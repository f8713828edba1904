import type { ChangeJournal } from '../cache/change-journal.ts';
import { NotFoundError } from '../errors.ts';
import { encodeGlobalId } from '../global-id.ts';
import type { Job } from '../jobs/job.ts';
import type { AttemptContext, JobHandler } from '../jobs/job-kind.ts';
import type { MemoryInput } from '../memory/memory.ts';
import type { MemoryService } from '../memory/memory-service.ts';
import type { Turns } from '../time/turns.ts';
import type { StorageService } from '../usage/storage-service.ts';
import type { Clearing } from './clear-documents.ts';
import type { Document } from './document.ts';
import { type DocumentStore, FAIL_DOCUMENT, REOPEN_DOCUMENT, type ReadDocument } from './document-store.ts';
import { type IngestDocumentInput, ingestDocumentTask } from './ingest-document-task.ts';
import type { DocumentFiles } from './keeping/document-files.ts';
import { type ParsingLimits, parseInWorker } from './parsing/parse-in-worker.ts';
import type { Part } from './parsing/parts/part-splitter.ts';

/** The result of the job, which its owner sees. */
interface Ingested {
  /** The global id of the document; of a duplicate, that of the one that is there. */
  readonly documentId: string;
  readonly isDuplicate: boolean;
  readonly type?: string;
  readonly pages?: number;
  readonly parts: number;
}

/** How much of the way is left for what comes after the reading, in per cent. */
const AFTER_READING = 5;

/**
 * Reads a document and remembers its parts, which nobody recalls before they are all there. An attempt may end
 * anywhere: the next one begins again from the file, and replaces the parts by their keys.
 */
export function createIngestDocumentHandler(deps: {
  documents: DocumentStore;
  files: DocumentFiles;
  memory: MemoryService;
  storage: Pick<StorageService, 'take'>;
  clearing: Clearing;
  journal: ChangeJournal;
  limits: ParsingLimits & { readonly maxBytes: number };
  /** How many files are read at a time. */
  turns: Turns;
}): JobHandler<IngestDocumentInput, 'INGEST_DOCUMENT'> {
  const { documents, files, memory, storage, clearing, journal, limits, turns } = deps;

  async function ingest(job: Job, documentId: string, context: AttemptContext): Promise<Ingested> {
    const [document] = await documents.byIds(job.ownerId, [documentId]);
    if (!document) throw new NotFoundError('document');
    if (document.state === 'READY') return ingested(document, false);
    const same = await documents.sameAs(document);
    if (same) {
      await documents.letGo(document.ownerId, document.id);
      await clearing.clear(document);
      return ingested(same, true);
    }
    const read = await turns.take(() => readInto(document, context), context.signal);
    await context.progress(100 - AFTER_READING, `Putting ${read.parts} parts in place`);
    if (!(await documents.publish(document, read))) {
      throw new Error('A document changed while it was read.');
    }
    await journal.record(document.ownerId, ['Memory']);
    // What it has replaced. What is left is cleared away by upkeep.
    await clearing.clearSome(document.ownerId);
    return ingested({ ...document, ...read, pages: read.pages ?? null }, false);
  }

  async function readInto(document: Document, { signal, progress }: AttemptContext): Promise<ReadDocument> {
    const owner = { id: document.ownerId };
    // What an earlier attempt has left may be more than there will be.
    while ((await memory.forgetParts(owner, document.id)) > 0) signal.throwIfAborted();
    await progress(0, 'Fetching the file');
    if (document.fileId === null) throw new NotFoundError('file');
    const bytes = await files.read(document.fileId, { limit: limits.maxBytes, signal });
    const claim = { name: document.name, contentType: document.claimedType };
    let parts = 0;
    for await (const piece of parseInWorker(bytes, { claim, limits, signal })) {
      if (piece.kind === 'end') return { type: piece.type, pages: piece.pages, parts };
      const inputs = piece.parts.map((part, at) => memoryOf(document, part, parts + at));
      if (inputs.length > 0) {
        await storage.take(
          owner.id,
          inputs.map(({ content }) => content),
        );
        await memory.rememberParts(owner, document.id, inputs);
      }
      parts += inputs.length;
      await progress(piece.share * (100 - AFTER_READING), piece.step);
    }
    throw new Error('A file was read without an end.');
  }

  return {
    task: ingestDocumentTask,
    start: (job) => ({
      run: ({ documentId }, context) => ingest(job, documentId, context),
      async end({ state }) {
        return { writes: state === 'COMPLETED' ? [] : [FAIL_DOCUMENT], announce: async () => undefined };
      },
    }),
    reopened: { writes: [REOPEN_DOCUMENT], announce: async () => undefined },
  };
}

/** A part as it is remembered. Its key follows from its place, so that it is remembered once. */
function memoryOf({ id, name, namespace }: Document, { content, page, heading }: Part, at: number): MemoryInput {
  return {
    content,
    namespace,
    key: `${id}/${at + 1}`,
    group: `document ${id}`,
    metadata: { document: name, page, heading },
  };
}

function ingested({ id, type, pages, parts }: Document, isDuplicate: boolean): Ingested {
  return {
    documentId: encodeGlobalId('Document', id),
    isDuplicate,
    ...(type && { type }),
    ...(pages !== null && { pages }),
    parts,
  };
}
