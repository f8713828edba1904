import { UnavailableError } from '../../errors.ts';

/**
 * The database can't be reached, or ended the connection. A write that was under way may have been stored or not. The
 * same call may work when the database is back.
 */
export class DatabaseUnavailableError extends UnavailableError {
  constructor(cause: unknown) {
    super('The database does not answer: try again in a moment.', { cause });
  }
}
