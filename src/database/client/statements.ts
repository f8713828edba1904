import pg from 'pg';
import type { Prisma } from '../../generated/prisma/client.ts';
import { inSpan } from '../../tracing/in-span.ts';
import { rethrowGone } from './reference-gone-error.ts';
import { createStatementNames } from './statement-names.ts';
import { statementSpan } from './statement-span.ts';

/** Runs statements as node-postgres takes them. */
type Query = <Row extends pg.QueryResultRow>(config: pg.QueryConfig) => Promise<pg.QueryResult<Row>>;

/** Runs a hand-written statement, and returns its rows; see {@link createStatements}. */
export type RunStatement = <Row extends object>(statement: Prisma.Sql) => Promise<Row[]>;

/** bigint. */
const INT8 = 20;
/** Where PostgreSQL refuses to run a prepared statement whose result has other columns by now. */
const OUTDATED_PLAN = { code: '0A000', routine: 'RevalidateCachedQuery' };

const TYPES: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? BigInt : pg.types.getTypeParser(oid, format),
};

/**
 * For the statements that every chat runs, for lists, and for long ones that are asked often: they go to node-postgres
 * as they are, prepared once for each connection. The way through Prisma's client takes more of the process's time than
 * many of these statements take of the database's, and PostgreSQL would plan each search anew. Rows are as `$queryRaw`
 * gives them: bigints for 64-bit integers, dates for times, parsed JSON.
 *
 * @param query sends a statement; it throws as the database's client does
 */
export function createStatements(query: Query): RunStatement {
  let names = createStatementNames('d');

  function run<Row extends object>({ text, values }: Prisma.Sql): Promise<pg.QueryResult<Row>> {
    const name = names({ sql: text });
    return query<Row>({ text, values: [...values], types: TYPES, ...(name === '' ? {} : { name }) });
  }

  async function runAgain<Row extends object>(statement: Prisma.Sql): Promise<Row[]> {
    try {
      return (await run<Row>(statement)).rows;
    } catch (error) {
      if (!isOutdated(error)) rethrowGone(error);
      // A newer version has added a column meanwhile. Nothing was run: the statement is prepared anew.
      names = createStatementNames(`d${performance.now().toString(36).replace('.', '')}_`);
      return (await run<Row>(statement)).rows;
    }
  }

  return <Row extends object>(statement: Prisma.Sql) =>
    inSpan(
      () => statementSpan(statement),
      () => runAgain<Row>(statement),
    );
}

function isOutdated(error: unknown): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return (
    cause instanceof pg.DatabaseError && cause.code === OUTDATED_PLAN.code && cause.routine === OUTDATED_PLAN.routine
  );
}
