import { Readable } from 'node:stream';
import type { Config } from '../../config/config.ts';
import type { Database } from '../../database/database.ts';
import { BadUserInputError, NotFoundError } from '../../errors.ts';
import type { FileService } from '../../files/file-service.ts';
import { FileMissingError } from '../../files/file-store.ts';
import type { StorageService } from '../../usage/storage-service.ts';
import type { Attachment } from './attachment.ts';
import { attachmentName } from './attachment-name.ts';
import { type AttachmentStore, createAttachmentStore } from './attachment-store.ts';
import { inspectFile } from './inspect-file.ts';
import { type Uploaded, uploadedOf } from './uploaded.ts';

/** Files that users attach to messages. Somebody else's is as if it weren't there. */
export interface AttachmentService extends Pick<AttachmentStore, 'byIds' | 'ofMessages'> {
  readonly limits: Config['attachments'];
  /**
   * Looks at a file and keeps it, for a day unless a message gets it. It is named as its sender gave it, but for what
   * can't be shown.
   *
   * @throws {BadUserInputError} when it is too long, or nothing that models take
   * @throws {LexError} BUDGET_EXCEEDED when its owner has no room for it
   * @throws {UnavailableError} when the store doesn't answer
   */
  upload(ownerId: string, file: UploadedFile): Promise<Attachment>;
  /**
   * The same. @returns what the sender is told
   *
   * @throws what `upload` throws
   */
  receive(ownerId: string, file: UploadedFile): Promise<Uploaded>;
  /** Takes back uploads that no message got. */
  discard(ids: readonly string[]): Promise<void>;
  /** Where it can be read for an hour by whoever has the address, until it is deleted. */
  urlOf(attachment: Attachment): string;
  /** Its bytes; undefined when they are gone. @throws {UnavailableError} when the store doesn't answer */
  read(attachment: Attachment, signal: AbortSignal): Promise<Buffer | undefined>;
}

interface UploadedFile {
  /** As its sender gave it; null: not at all. */
  readonly name: string | null;
  readonly bytes: Buffer;
}

/** How long an upload waits for its message, in milliseconds. */
const KEPT_MS = 86_400_000;

export function createAttachmentService({
  database,
  files,
  storage,
  limits,
}: {
  readonly database: Pick<Database, 'prisma' | 'run'>;
  readonly files: FileService;
  readonly storage: Pick<StorageService, 'takeBytes'>;
  readonly limits: Config['attachments'];
}): AttachmentService {
  const store = createAttachmentStore(database);
  const service: AttachmentService = {
    limits,
    byIds: store.byIds,
    ofMessages: store.ofMessages,
    async upload(ownerId, { name: given, bytes }) {
      const name = attachmentName(given);
      if (limits.most === 0) throw new BadUserInputError('This server takes no attachments.');
      if (bytes.length > limits.maxBytes) throw tooLong(name, limits.maxBytes);
      const inspected = inspectFile(name, bytes);
      await storage.takeBytes(ownerId, bytes.length);
      const { id } = await files.store({
        user: ownerId,
        purpose: 'ATTACHMENT',
        name,
        contentType: inspected.contentType,
        content: Readable.from([bytes]),
        limit: limits.maxBytes,
        expiresAt: new Date(Date.now() + KEPT_MS),
      });
      // A crash between the two leaves a file that nobody knows; it goes after a day.
      await store.add(id, inspected);
      const [attachment] = await store.byIds(ownerId, [id]);
      if (!attachment) throw new NotFoundError('attachment');
      return attachment;
    },
    async receive(ownerId, file) {
      const uploaded = await service.upload(ownerId, file);
      return uploadedOf(uploaded, service.urlOf(uploaded));
    },
    discard: (ids) => files.delete(ids),
    urlOf: (attachment) => files.urlOf(attachment),
    async read({ ownerId, id }, signal) {
      const [file] = await files.byIds(ownerId, [id]);
      if (!file) return undefined;
      try {
        const pieces: Uint8Array[] = [];
        for await (const piece of (await files.read(file, { signal })).content) pieces.push(piece);
        return Buffer.concat(pieces);
      } catch (error) {
        if (error instanceof FileMissingError) return undefined;
        throw error;
      }
    },
  };
  return service;
}

/** In bytes, as users are told. */
export function tooLong(name: string, maxBytes: number): BadUserInputError {
  return new BadUserInputError(
    `${JSON.stringify(name)} can’t be attached: it has more than ${maxBytes / 2 ** 20} MiB (LEX_ATTACHMENT_MAX_BYTES).`,
  );
}
