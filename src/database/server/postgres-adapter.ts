import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { DatabaseUnavailableError } from '../client/database-unavailable-error.ts';

/**
 * The classes of SQLSTATE that are about the server and not the statement: connection exception, insufficient
 * resources, operator intervention, system error (PostgreSQL documentation, appendix A).
 */
const SERVER_CLASSES: ReadonlySet<string> = new Set(['08', '53', '57', '58']);
/** Nothing can be written just now, as on a server that another one has taken the place of, or one put so by hand. */
const READ_ONLY = '25006';

/**
 * Prisma's adapter for node-postgres; it throws a {@link DatabaseUnavailableError} when the server can't be reached.
 */
export class PostgresAdapter extends PrismaPg {
  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    const executeRaw = adapter.executeRaw.bind(adapter);
    adapter.queryRaw = (query) => queryRaw(query).catch(rethrowFromAdapter);
    adapter.executeRaw = (query) => executeRaw(query).catch(rethrowFromAdapter);
    return adapter;
  }
}

/**
 * Throws an error of node-postgres; as a {@link DatabaseUnavailableError}, when the server can't be reached.
 *
 * @throws {DatabaseUnavailableError}
 */
export function rethrowAway(error: unknown): never {
  rethrow(error, error instanceof pg.DatabaseError ? error.code : undefined);
}

function rethrowFromAdapter(error: unknown): never {
  rethrow(error, sqlStateOf(error));
}

function rethrow(error: unknown, sqlState: string | undefined): never {
  // An error that the server didn't send is about the connection to it.
  const away = sqlState === undefined || SERVER_CLASSES.has(sqlState.slice(0, 2)) || sqlState === READ_ONLY;
  throw away ? new DatabaseUnavailableError(error) : error;
}

/** The code of PostgreSQL's refusal; undefined for an error that PostgreSQL didn't send. */
function sqlStateOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  if (typeof cause !== 'object' || cause === null || !('originalCode' in cause)) return undefined;
  return typeof cause.originalCode === 'string' ? cause.originalCode : undefined;
}
