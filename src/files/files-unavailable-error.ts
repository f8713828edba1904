import { StoreUnavailableError as PassingError } from '../lmdb/write-lmdb.ts';

/** The place where bytes are kept doesn't answer, or takes none. It may later: jobs that meet it are tried again. */
export class FilesUnavailableError extends PassingError {
  /** @param why for the log alone */
  constructor(why: string, options?: { readonly cause?: unknown }) {
    super('Files can not be stored or read just now.', { cause: new Error(why, options) });
  }
}
