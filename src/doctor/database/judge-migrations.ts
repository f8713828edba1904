import type { DatabaseFacts } from '../../database/examine/database-facts.ts';
import { type Finding, ok, problem, warning } from '../findings/finding.ts';

/**
 * Judges which migrations a database has.
 *
 * @param options.applies whether the next start of a server applies what is missing
 */
export function judgeMigrations(
  { lacking, unknown, changed }: Pick<DatabaseFacts, 'lacking' | 'unknown' | 'changed'>,
  { applies }: { readonly applies: boolean },
): Finding {
  const facts = { lacking: lacking.length, unknown: unknown.length, changed: changed.length };
  if (changed.length > 0) {
    const says = `The migration ${changed[0]} was applied with other SQL than this version of Lex has.`;
    return problem(says, 'Run the version of Lex that belongs to the database, or restore the database.', facts);
  }
  if (unknown.length > 0) {
    const says = `The database has the migration ${unknown[0]}, which is newer than this version of Lex.`;
    const fix = 'Update Lex. While processes of both versions run, update those that answer first.';
    return applies ? problem(says, fix, facts) : warning(says, fix, facts);
  }
  if (lacking.length > 0 && !applies) {
    const says = `The database lacks ${lacking.length} migrations, the first ${lacking[0]}: Lex doesn't start on it.`;
    return problem(says, 'Run `lex migrate`.', facts);
  }
  if (lacking.length > 0) {
    return ok(`The database lacks ${lacking.length} migrations, which the next start applies.`, facts);
  }
  return ok('The database has all migrations of this version of Lex.', facts);
}
