import type { AttachmentService } from '../chat/attachments/attachment-service.ts';
import type { Database } from '../database/database.ts';
import type { FileService } from '../files/file-service.ts';
import type { HandlersOf } from '../jobs/job-kind.ts';
import type { JobService } from '../jobs/job-service.ts';
import type { MemoryService } from '../memory/memory-service.ts';
import type { StorageService } from '../usage/storage-service.ts';
import { createImportHandler } from './import-handler.ts';
import { createImportService, type ImportService } from './import-service.ts';
import { createImportStore, type ImportedWords } from './import-store.ts';
import { createKeepFiles } from './keep-files.ts';
import { ImportRefusedError } from './reading/import-refused.ts';
import type { Upload } from './reading/upload-reader.ts';
import { createStoreConversation } from './store-conversation.ts';
import { createUploadLinks } from './upload-links.ts';

/** Opens what takes archives. */
export function openImports({
  files,
  jobs,
  signingKey,
}: {
  readonly files: FileService;
  readonly jobs: JobService;
  /** What addresses are signed with; the same in all processes of a deployment. */
  readonly signingKey: Uint8Array;
}): ImportService {
  return createImportService({ files, jobs, links: createUploadLinks(signingKey) });
}

/** The handler of imports. */
export function openImportJobs(deps: {
  readonly database: Database;
  readonly files: FileService;
  readonly memory: MemoryService;
  readonly storage: StorageService;
  readonly attachments: AttachmentService;
  /** Makes the words by which messages are found. */
  readonly words: ImportedWords;
  /** Makes known that a conversation has been stored, or has more messages. */
  readonly announceConversation: (ownerId: string, id: string, isNew: boolean) => Promise<void>;
}): HandlersOf<'IMPORT_CONVERSATIONS'> {
  const { database, files, memory, storage, attachments, words, announceConversation: announce } = deps;
  const store = createImportStore(database, words);
  return {
    IMPORT_CONVERSATIONS: createImportHandler({
      open: (ownerId, fileId) => openUpload(files, ownerId, fileId),
      discard: (fileId) => files.delete([fileId]),
      storeConversation: createStoreConversation({
        store,
        takeRoom: storage.take,
        announce,
        keepFiles: createKeepFiles(attachments),
      }),
      memory,
    }),
  };
}

async function openUpload(files: FileService, ownerId: string, fileId: string): Promise<Upload> {
  const [file] = await files.byIds(ownerId, [fileId]);
  if (!file) throw new ImportRefusedError('the archive is not there any more: upload it again.');
  async function* read(range: { readonly start: number; readonly end: number }) {
    if (file && range.end >= range.start) yield* (await files.read(file, { range })).content;
  }
  return { name: file.name, bytes: file.bytes, read };
}
