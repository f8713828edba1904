import { UnavailableError } from '../../errors.ts';

/**
 * The database can't be reached, or ended the connection. Nothing is known of a write that was under way: it may have
 * been stored. The same call may work when the database is back.
 */
export class DatabaseUnavailableError extends UnavailableError {
  constructor(cause: unknown) {
    super('The database does not answer: try again in a moment.', { cause });
  }
}
