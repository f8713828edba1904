import { StartError } from '../errors.ts';

/** A file isn't a backup that can be restored; nothing was changed. */
export class BackupError extends StartError {
  override name = 'BackupError';

  /** @param why what is wrong with "it" */
  constructor(why: string, options?: { readonly cause?: unknown }) {
    super(`The backup can't be used: ${why}.`, options);
  }
}
