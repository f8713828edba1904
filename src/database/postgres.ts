import pg from 'pg';
import { messageOf, StartError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Database } from './database.ts';
import { PostgresAdapter } from './postgres-adapter.ts';
import { createPrismaClient } from './prisma-client.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;
/** Fixed number of the advisory lock that says "a Lex without Redis uses this database"; spells "LexS". */
const SOLE_PROCESS_LOCK = 0x4c657853;

/**
 * Connects to PostgreSQL, as the only process of Lex that does: without Redis there is nothing to tell others by.
 *
 * @param onLost called when the connection that holds this process's claim broke and another process took it meanwhile
 * @throws {StartError} when it can't be reached, or another process has it
 */
export async function openPostgres(
  url: string,
  options: { poolSize: number; log: Logger; onLost: (reason: string) => void },
): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
    // The adapter reads timestamps as UTC; BullMQ's functions name their tables without a schema.
    options: '-c TimeZone=UTC -c search_path=public,bullmq',
  });
  // Whoever uses a connection that breaks is told by the statement that fails; without a listener it would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  pool.on('error', (error) => options.log.warn({ reason: error.message }, 'an idle database connection broke'));
  const claim = await claimSoleUse(pool, options).catch(async (error: unknown) => {
    await pool.end();
    throw error;
  });
  const prisma = createPrismaClient(new PostgresAdapter(pool));
  return {
    prisma,
    pool,
    async probe() {
      await pool.query('SELECT 1');
    },
    async close() {
      await prisma.$disconnect();
      claim.release();
      await pool.end();
    },
  };
}

/** Holds an advisory lock on a connection of its own for as long as the process lives. */
async function claimSoleUse(
  pool: pg.Pool,
  { log, onLost }: { log: Logger; onLost: (reason: string) => void },
): Promise<{ release(): void }> {
  let holder: pg.PoolClient | undefined;
  let released = false;

  async function take(): Promise<boolean> {
    const client = await pool.connect();
    client.on('error', () => {
      if (client === holder) void retake();
    });
    try {
      const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
        SOLE_PROCESS_LOCK,
      ]);
      if (rows[0]?.taken) holder = client;
      else client.release();
      return holder === client;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  async function retake(): Promise<void> {
    holder?.release(true);
    holder = undefined;
    while (!released) {
      try {
        if (!(await take())) onLost('another process of Lex took the database while the connection to it was broken');
        return;
      } catch (error) {
        log.warn({ reason: messageOf(error) }, 'the database is out of reach');
        await new Promise((resolve) => setTimeout(resolve, 1_000).unref());
      }
    }
  }

  let taken: boolean;
  try {
    taken = await take();
  } catch (error) {
    throw new StartError(`DATABASE_URL can't be reached: ${messageOf(error)}.`);
  }
  if (!taken) {
    throw new StartError('Another process of Lex uses this database. More than one process needs REDIS_URL as well.');
  }
  return {
    release() {
      released = true;
      // Ending the session frees the lock, also when the connection is past answering.
      holder?.release(true);
    },
  };
}
