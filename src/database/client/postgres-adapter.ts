import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { DatabaseUnavailableError } from './database-unavailable-error.ts';
import { isOfServer } from './sql-state.ts';

/**
 * Prisma's adapter for node-postgres; it throws a {@link DatabaseUnavailableError} when the server can't be reached, or
 * can't do what it is asked because of what it runs on.
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
  const away = sqlState === undefined || isOfServer(sqlState);
  throw away ? new DatabaseUnavailableError(error, sqlState) : error;
}

/** The code of PostgreSQL's refusal; undefined for an error that PostgreSQL didn't send. */
function sqlStateOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  if (typeof cause !== 'object' || cause === null || !('originalCode' in cause)) return undefined;
  return typeof cause.originalCode === 'string' ? cause.originalCode : undefined;
}
