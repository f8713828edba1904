import { UnavailableError } from '../../errors.ts';
import { isDiskFull, isReadOnly } from './sql-state.ts';

/**
 * The database can't be reached, ended the connection, or lacks what it needs. A write that was under way may have been
 * stored or not, unless the database has said that it refused it. The same call may work later.
 */
export class DatabaseUnavailableError extends UnavailableError {
  /** Prisma passes this on, where it makes another error of this one. */
  readonly meta: { readonly sqlState: string | undefined };

  /** @param sqlState the code with which PostgreSQL refused the statement; undefined when it said nothing */
  constructor(cause: unknown, sqlState?: string) {
    super(whatToDo(sqlState), { cause });
    this.meta = { sqlState };
  }
}

function whatToDo(sqlState: string | undefined): string {
  if (isDiskFull(sqlState)) {
    return 'Nothing was stored: the disk of the database is full. Try again when some of it has been freed.';
  }
  if (isReadOnly(sqlState)) return 'Nothing was stored: the database takes no changes just now. Try again later.';
  return 'The database does not answer: try again in a moment.';
}
