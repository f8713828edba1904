import { PrismaPg } from '@prisma/adapter-pg';
import { DatabaseUnavailableError } from '../client/database-unavailable-error.ts';

/**
 * The classes of SQLSTATE that tell of the server and not of the statement: connection exception, insufficient
 * resources, operator intervention (PostgreSQL documentation, appendix A).
 */
const SERVER_CLASSES: ReadonlySet<string> = new Set(['08', '53', '57']);

/** Prisma's adapter for node-postgres, on which a database that is away is a {@link DatabaseUnavailableError}. */
export class PostgresAdapter extends PrismaPg {
  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    const executeRaw = adapter.executeRaw.bind(adapter);
    adapter.queryRaw = (query) => queryRaw(query).catch(rethrow);
    adapter.executeRaw = (query) => executeRaw(query).catch(rethrow);
    return adapter;
  }
}

function rethrow(error: unknown): never {
  const sqlState = sqlStateOf(error);
  // What the server didn't send is about the connection to it.
  const away = sqlState === undefined || SERVER_CLASSES.has(sqlState.slice(0, 2));
  throw away ? new DatabaseUnavailableError(error) : error;
}

/** The code with which PostgreSQL refused; undefined when it wasn't PostgreSQL that did. */
function sqlStateOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  if (typeof cause !== 'object' || cause === null || !('originalCode' in cause)) return undefined;
  return typeof cause.originalCode === 'string' ? cause.originalCode : undefined;
}
