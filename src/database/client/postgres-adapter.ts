import { setTimeout as sleep } from 'node:timers/promises';
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
    adapter.queryRaw = (query) => queryRaw(query).catch((error) => recover(error, sqlStateOf, () => queryRaw(query)));
    adapter.executeRaw = (query) =>
      executeRaw(query).catch((error) => recover(error, sqlStateOf, () => executeRaw(query)));
    return adapter;
  }
}

/**
 * What follows when a statement of node-postgres, outside of a transaction, has failed: it is sent again where that
 * helps, else the error is thrown; as a {@link DatabaseUnavailableError}, when the server can't be reached.
 *
 * @throws {DatabaseUnavailableError}
 */
export function recovered<Result>(error: unknown, send: () => Promise<Result>): Promise<Result> {
  return recover(error, codeOf, send);
}

/** PostgreSQL has ended one of several statements that waited for each other: nothing of it was done. */
const DEADLOCK = '40P01';
/** So often may the same statement be the one that is ended. */
const MOST_DEADLOCKS = 5;
/** The others are let through first, in milliseconds. */
const LET_THROUGH_MS = 50;

/** @param stateOf gives the code of PostgreSQL's refusal */
async function recover<Result>(
  error: unknown,
  stateOf: (error: unknown) => string | undefined,
  send: () => Promise<Result>,
): Promise<Result> {
  let failure = error;
  for (let deadlocks = 1; stateOf(failure) === DEADLOCK && deadlocks < MOST_DEADLOCKS; deadlocks += 1) {
    await sleep(LET_THROUGH_MS * Math.random());
    try {
      return await send();
    } catch (again) {
      failure = again;
    }
  }
  const sqlState = stateOf(failure);
  // An error that the server didn't send is about the connection to it.
  const away = sqlState === undefined || isOfServer(sqlState);
  throw away ? new DatabaseUnavailableError(failure, sqlState) : failure;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

/** The code of PostgreSQL's refusal; undefined for an error that PostgreSQL didn't send. */
function sqlStateOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  if (typeof cause !== 'object' || cause === null || !('originalCode' in cause)) return undefined;
  return typeof cause.originalCode === 'string' ? cause.originalCode : undefined;
}
