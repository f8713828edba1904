import { type NamedFinding, named, ok, problem, warning } from '../findings/finding.ts';

/**
 * Judges what is between Lex and PostgreSQL.
 *
 * @param found.keeps whether a connection stays with one session
 * @param found.heardAfterMs how long a notification took; undefined: it never came
 * @param found.isUsed whether jobs are announced by notifications, which they are without Redis
 */
export function judgeSessions({
  keeps,
  heardAfterMs,
  isUsed,
}: {
  readonly keeps: boolean;
  readonly heardAfterMs: number | undefined;
  readonly isUsed: boolean;
}): NamedFinding[] {
  const fix = 'Lead DATABASE_URL past the pooler, or let it lend whole sessions (pool_mode=session of PgBouncer).';
  const sessions = keeps
    ? ok('A connection to PostgreSQL stays with one session.')
    : problem(
        'A pooler gives one connection several sessions of PostgreSQL: the lock by which Lex keeps other ' +
          'processes away holds nothing, and named statements fail.',
        fix,
      );
  return [
    ...named('database.sessions', [sessions]),
    ...named('database.notify', [judgeNotify(heardAfterMs, isUsed, fix)]),
  ];
}

function judgeNotify(heardAfterMs: number | undefined, isUsed: boolean, fix: string) {
  if (heardAfterMs !== undefined) {
    const ms = Math.round(heardAfterMs * 10) / 10;
    return ok(`What is notified on one connection is heard on another after ${ms} ms.`, { heardAfterMs: ms });
  }
  const says = 'What is notified on one connection is not heard on another.';
  return isUsed
    ? problem(`${says} Without Redis jobs are announced so: replies begin seconds late.`, fix)
    : warning(`${says} With Redis Lex does without, but something is in between that breaks sessions.`, fix);
}
