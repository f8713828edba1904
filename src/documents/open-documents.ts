import type { ChangeJournal } from '../cache/change-journal.ts';
import type { Closing } from '../closing.ts';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import type { FileService } from '../files/file-service.ts';
import type { HandlersOf } from '../jobs/job-kind.ts';
import type { JobService } from '../jobs/job-service.ts';
import type { Logger } from '../log.ts';
import type { MemoryService } from '../memory/memory-service.ts';
import type { Schedules } from '../time/schedules.ts';
import { Turns } from '../time/turns.ts';
import type { StorageService } from '../usage/storage-service.ts';
import { createClearing, startClearing } from './clear-documents.ts';
import { createDocumentService, type DocumentService } from './document-service.ts';
import { createDocumentStore } from './document-store.ts';
import { createIngestDocumentHandler } from './ingest-document-handler.ts';
import { createKeptFiles } from './keeping/kept-files.ts';
import { createUploadLinks } from './keeping/upload-links.ts';

/** How many files a process reads at a time: each takes a thread with a heap of its own. */
const AT_A_TIME = 2;

interface Deps {
  readonly database: Database;
  readonly files: FileService;
  readonly memory: MemoryService;
  readonly storage: StorageService;
  readonly journal: ChangeJournal;
}

/** What documents have done in the background. */
export function openDocumentJobs({ documents: limits }: Pick<Config, 'documents'>, deps: Deps): HandlersOf<Kind> {
  const documents = createDocumentStore(deps.database);
  const { maxBytes, maxCharacters, seconds, memory: heapBytes } = limits;
  return {
    INGEST_DOCUMENT: createIngestDocumentHandler({
      ...deps,
      documents,
      files: createKeptFiles(deps.files),
      clearing: createClearing({ documents, memory: deps.memory }),
      limits: { maxBytes, maxCharacters, timeMs: seconds * 1_000, heapBytes },
      turns: new Turns(AT_A_TIME),
    }),
  };
}

type Kind = 'INGEST_DOCUMENT';

/** Opens documents, and the upkeep that clears away what is left of them. */
export function openDocuments(
  { documents: { maxBytes } }: Pick<Config, 'documents'>,
  deps: Deps & {
    readonly jobs: JobService;
    readonly signingKey: Uint8Array;
    readonly schedules: Schedules;
    readonly log: Logger;
  },
  opened: Closing,
): DocumentService {
  const { database, memory, jobs, journal, storage } = deps;
  const documents = createDocumentStore(database);
  const clearing = createClearing({ documents, memory });
  const upkeep = startClearing({ ...deps, clearing });
  opened.defer(() => upkeep.close());
  const links = createUploadLinks(deps.signingKey);
  const files = createKeptFiles(deps.files);
  return createDocumentService({ documents, files, jobs, storage, clearing, links, journal, maxBytes });
}
