import { NotFoundError } from '../../errors.ts';
import type { FileService } from '../../files/file-service.ts';
import type { DocumentFiles } from './document-files.ts';

/** A file whose document isn't stored within this time has none, in milliseconds. */
const WITHOUT_DOCUMENT_MS = 3_600_000;

/** Keeps documents where Lex keeps files. */
export function createKeptFiles(files: Pick<FileService, 'store' | 'find' | 'read' | 'delete'>): DocumentFiles {
  return {
    store: ({ ownerId, name, content, limit }) =>
      files.store({
        user: ownerId,
        purpose: 'DOCUMENT',
        name,
        // What its sender claims is the document's, and given to nobody as a file's.
        contentType: 'application/octet-stream',
        content,
        limit,
        expiresAt: new Date(Date.now() + WITHOUT_DOCUMENT_MS),
      }),
    async read(id, { limit, signal }) {
      const file = await files.find(id);
      if (!file || file.bytes > limit) throw new NotFoundError('file');
      const { content } = await files.read(file, { signal });
      const bytes = new Uint8Array(file.bytes);
      let at = 0;
      for await (const chunk of content) {
        bytes.set(chunk, at);
        at += chunk.length;
      }
      if (at !== file.bytes) throw new Error('A file is shorter than its row says.');
      return bytes;
    },
    delete: files.delete,
  };
}
