import { LexError } from '../../errors.ts';
import { isForeignKeyViolation } from './sql-state.ts';

/**
 * A row was to be stored that belongs to one which is gone: its user, its conversation or its message was deleted while
 * the call was under way.
 */
export class ReferenceGoneError extends LexError {
  constructor(cause: unknown) {
    super('NOT_FOUND', 'What this belongs to was deleted meanwhile.', { cause });
  }
}

/**
 * Throws an error of the database; as a {@link ReferenceGoneError} where a foreign key refused a row.
 *
 * @throws {ReferenceGoneError}
 */
export function rethrowGone(error: unknown): never {
  throw isForeignKeyViolation(error) ? new ReferenceGoneError(error) : error;
}
