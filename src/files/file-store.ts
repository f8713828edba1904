import { BadUserInputError, UnavailableError } from '../errors.ts';
import { StoreUnavailableError as PassingError } from '../lmdb/write-lmdb.ts';

/** Keeps bytes under keys that Lex makes; never a user's words. On disk, or in an S3-compatible store. */
export interface FileStore {
  /** Which store this is, among all that rows may name: the bytes of a row are in the store of its place. */
  readonly place: string;
  /**
   * Writes all or nothing: when this has resolved the bytes outlive a crash, and when it has thrown there are none, or
   * those of another write under this key. What is there already is replaced.
   *
   * @param options.limit the most bytes that may come
   * @throws {FileTooLargeError} when more come
   * @throws {StoreUnavailableError} when the store can't take them
   * @throws what the content throws, and the signal's reason
   */
  write(key: string, content: AsyncIterable<Uint8Array>, options: WriteOptions): Promise<WrittenBytes>;
  /**
   * Begins to read. Whoever doesn't read to the end leaves the iteration, or aborts the signal.
   *
   * @param options.range in bytes from 0, the end inclusive; it has to lie within the file. @default all
   * @throws {FileMissingError} when there is nothing under this key
   * @throws {StoreUnavailableError} when the store doesn't answer; reading on may throw it too
   */
  read(key: string, options?: ReadOptions): Promise<ReadBytes>;
  /**
   * Removes what is under these keys; one under which there is nothing counts as removed.
   *
   * @throws {StoreUnavailableError} when not all could be removed
   */
  remove(keys: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export interface WriteOptions {
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
}

export interface WrittenBytes {
  readonly bytes: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface ReadOptions {
  readonly range?: ByteRange | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ReadBytes {
  /** How many bytes there will be. */
  readonly bytes: number;
  readonly content: AsyncIterable<Uint8Array>;
}

/** More bytes came than may. */
export class FileTooLargeError extends BadUserInputError {
  constructor(limit: number) {
    super(`This file is too large: it may have ${limit.toLocaleString('en')} bytes.`);
  }
}

/** There are no bytes under a key. */
export class FileMissingError extends UnavailableError {
  constructor() {
    super('The bytes of this file are not where they were stored.');
  }
}

/** The place where bytes are kept doesn't answer, or takes none. It may later: jobs that meet it are tried again. */
export class StoreUnavailableError extends PassingError {
  /** @param why for the log alone */
  constructor(why: string, options?: { readonly cause?: unknown }) {
    super('Files can not be stored or read just now.', { cause: new Error(why, options) });
  }
}

const KEY = /^[a-z\d][a-z\d-]{0,63}$/;

/**
 * Keys are made by Lex, and become parts of paths and addresses.
 *
 * @throws {Error} for anything else
 */
export function requireKey(key: string): string {
  if (!KEY.test(key)) throw new Error('This is no key of a file.');
  return key;
}
