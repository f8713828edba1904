import { randomUUID } from 'node:crypto';
import { BadUserInputError, UnavailableError } from '../errors.ts';
import type { ByteRange, FileStore, ReadBytes, ReadOptions } from './file-store.ts';
import type { SignedPaths } from './signed-path.ts';
import type { FilePurpose, StoredFile } from './stored-file.ts';
import type { StoredFileStore } from './stored-file-store.ts';

export interface NewFile {
  /** The id of the user whose file it is. */
  readonly user: string;
  /** The message that it belongs to, and goes with. @default none */
  readonly messageId?: string | undefined;
  readonly purpose: FilePurpose;
  /** What its owner calls it; at most 255 UTF-16 units of it are kept. */
  readonly name: string;
  /** A media type without parameters. */
  readonly contentType: string;
  readonly content: AsyncIterable<Uint8Array>;
  /** The most bytes that may come. */
  readonly limit: number;
  /** When it goes by itself. @default never */
  readonly expiresAt?: Date | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Files of users: bytes with a row. A row has its bytes as long as it is there; bytes without one are removed. */
export interface FileService {
  /**
   * Stores a file: once this has resolved it outlives a crash, and when it has thrown there is none.
   *
   * @throws {FileTooLargeError} when more bytes come than `limit`
   * @throws {BadUserInputError} when the content type is none
   * @throws {UnavailableError} when the bytes can't be stored, or take longer than three hours
   * @throws {ReferenceGoneError} when the user or the message was deleted meanwhile
   * @throws what the content throws, and the signal's reason
   */
  store(file: NewFile): Promise<StoredFile>;
  /** Files of a user that haven't expired, in the order of the ids. */
  byIds(ownerId: string, ids: readonly string[]): Promise<(StoredFile | undefined)[]>;
  /** A file, whoever it belongs to. */
  find(id: string): Promise<StoredFile | undefined>;
  /** The newest file of each of these messages that is kept for a purpose, in the order of the ids. */
  ofMessages(ids: readonly string[], purpose: FilePurpose): Promise<(StoredFile | undefined)[]>;
  /**
   * Begins to read a file.
   *
   * @throws {UnavailableError} when its bytes can't be reached from this process
   */
  read(file: StoredFile, options?: ReadOptions): Promise<ReadBytes>;
  /**
   * The path, at this server, of an address at which whoever has it reads the file until it ends or is deleted.
   *
   * @param options.seconds how long it holds. @default an hour
   */
  urlOf(file: Pick<StoredFile, 'id'>, options?: { readonly seconds: number }): string;
  /** Whether the query of an address was signed for this file, and holds still. */
  isSigned(id: string, query: URLSearchParams): boolean;
  /**
   * Somebody has been sent bytes of a file, both ends inclusive, to the last of them. An export goes once that holds
   * for all of its bytes, in however many parts.
   */
  fetched(file: StoredFile, range: ByteRange): Promise<void>;
  /** Deletes the files that a message has for a purpose, but for one. */
  deleteOfMessage(messageId: string, purpose: FilePurpose, options?: { readonly but?: string }): Promise<void>;
  /** Deletes files; their bytes go within a minute, in whatever process that is. */
  delete(ids: readonly string[]): Promise<void>;
}

const ADDRESS_SECONDS = 3_600;

/**
 * How long a write may take, in milliseconds: as long as a gigabyte that comes slowly, and well below the time after
 * which what was written is removed.
 */
const WRITE_MS = 3 * 3_600_000;
const LONGEST_NAME = 255;
const CONTENT_TYPE = /^[a-z\d][a-z\d!#$&^_.+-]{0,63}\/[a-z\d][a-z\d!#$&^_.+-]{0,63}$/;

interface Deps {
  readonly rows: StoredFileStore;
  /** Where new files are kept. */
  readonly current: FileStore;
  /** All that can be reached from this process, `current` among them. */
  readonly stores: readonly FileStore[];
  readonly paths: SignedPaths;
  /** Bytes may be due. */
  readonly onDue: () => void;
}

export function createFileService({ rows, current, stores, paths, onDue }: Deps): FileService {
  async function write(file: NewFile, id: string): Promise<StoredFile> {
    const { user: ownerId, messageId = null, purpose, contentType, expiresAt = null, limit } = file;
    const signal = AbortSignal.any([AbortSignal.timeout(WRITE_MS), ...(file.signal ? [file.signal] : [])]);
    const written = await current.write(id, file.content, { limit, signal });
    const name = file.name.slice(0, LONGEST_NAME).toWellFormed();
    const { place } = current;
    const row = await rows.add({ id, ownerId, messageId, purpose, name, contentType, ...written, place, expiresAt });
    if (!row) throw new UnavailableError('The file took too long to be stored.');
    return row;
  }

  return {
    async store(file) {
      if (!CONTENT_TYPE.test(file.contentType)) throw new BadUserInputError('This is no content type.');
      const id = randomUUID();
      await rows.announce(id, current.place);
      try {
        return await write(file, id);
      } catch (error) {
        // Where this fails too, the bytes are removed when their time is over.
        await rows.giveUp(id).then(onDue, () => undefined);
        throw error;
      }
    },
    async byIds(ownerId, ids) {
      return (await rows.byIds(ids)).map((file) => (file?.ownerId === ownerId ? file : undefined));
    },
    async find(id) {
      return (await rows.byIds([id]))[0];
    },
    ofMessages: rows.ofMessages,
    async read(file, options) {
      const store = stores.find(({ place }) => place === file.place);
      if (!store) {
        throw new UnavailableError(
          'This file is on the disk of another process: processes that share a database need LEX_FILES_URL.',
        );
      }
      return store.read(file.id, options);
    },
    urlOf: ({ id }, { seconds } = { seconds: ADDRESS_SECONDS }) => paths.sign(id, seconds),
    isSigned: paths.holds,
    async fetched({ id, purpose }, range) {
      if (purpose !== 'EXPORT' || !(await rows.noteFetched(id, range))) return;
      await rows.delete([id]);
      onDue();
    },
    async deleteOfMessage(messageId, purpose, { but } = {}) {
      if (await rows.deleteOfMessage(messageId, purpose, but)) onDue();
    },
    async delete(ids) {
      if (ids.length === 0) return;
      await rows.delete(ids);
      onDue();
    },
  };
}
