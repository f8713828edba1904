import { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';

/** A file that was uploaded. */
export interface Upload {
  /** What its sender calls it, for messages. */
  readonly name: string;
  readonly bytes: number;
  /** A part of it, both ends inclusive. */
  read(range: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array>;
}

/** An upload couldn't be read, whatever is in it. */
class UnreachableUploadError extends Error {
  override name = 'UnreachableUploadError';
}

/** Reads parts of an upload for yauzl. */
export class UploadReader extends RandomAccessReader {
  readonly #upload: Upload;

  constructor(upload: Upload) {
    super();
    this.#upload = upload;
  }

  /** Whether something failed for want of the upload, and not by what is in it. */
  static isUnreachable(error: unknown): boolean {
    return error instanceof UnreachableUploadError;
  }

  /** @param end exclusive */
  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#part(start, end - 1), { objectMode: false });
  }

  async *#part(start: number, end: number): AsyncGenerator<Uint8Array> {
    if (end < start) return;
    try {
      yield* this.#upload.read({ start, end });
    } catch (cause) {
      throw new UnreachableUploadError('The upload can’t be read.', { cause });
    }
  }
}
