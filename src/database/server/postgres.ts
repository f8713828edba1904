import pg from 'pg';
import { messageOf, StartError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { createPrismaClient } from '../client/prisma-client.ts';
import type { Database } from '../database.ts';
import { PostgresAdapter } from './postgres-adapter.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;
/** A server that stands still, or is no longer there, doesn't end its statements itself. */
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5_000;
/** A probe is for somebody who waits: it gives up its connection soon, for one that may be better. */
const PROBE = { text: 'SELECT 1', query_timeout: 2_000 };
/** Fixed number of the advisory lock of those who use this database, for themselves or shared; spells "LexS". */
const PROCESS_LOCK = 0x4c657853;

/**
 * Connects to PostgreSQL: `shared` with other processes of Lex, or as the only one, since without Redis there is nothing
 * to tell others by.
 *
 * @param onLost called when the connection that holds this process's claim broke and another process took it meanwhile
 * @throws {StartError} when it can't be reached, or another process has it
 */
export async function openPostgres(
  url: string,
  options: { poolSize: number; shared: boolean; log: Logger; onLost: (reason: string) => void },
): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    keepAlive: true,
    // The adapter reads timestamps as UTC; BullMQ's functions name their tables without a schema.
    options: '-c TimeZone=UTC -c search_path=public,bullmq',
  });
  // Whoever uses a connection that breaks is told by the statement that fails; without a listener it would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  pool.on('error', (error) => options.log.warn({ reason: error.message }, 'an idle database connection broke'));
  const claim = await claimUse(pool, options).catch(async (error: unknown) => {
    await pool.end();
    throw error;
  });
  const prisma = createPrismaClient(new PostgresAdapter(pool));
  return {
    prisma,
    pool,
    connections: () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    async probe() {
      await pool.query(PROBE);
    },
    async close() {
      await prisma.$disconnect();
      claim.release();
      await pool.end();
    },
  };
}

/** Holds an advisory lock on a connection of its own for as long as the process lives. */
async function claimUse(
  pool: pg.Pool,
  { shared, log, onLost }: { shared: boolean; log: Logger; onLost: (reason: string) => void },
): Promise<{ release(): void }> {
  let holder: pg.PoolClient | undefined;
  let released = false;

  async function take(): Promise<boolean> {
    const client = await pool.connect();
    client.on('error', () => {
      if (client === holder) void retake();
    });
    try {
      const lock = shared ? 'pg_try_advisory_lock_shared' : 'pg_try_advisory_lock';
      const { rows } = await client.query<{ taken: boolean }>(`SELECT ${lock}($1) AS taken`, [PROCESS_LOCK]);
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
    throw new StartError(
      shared
        ? 'A process of Lex without REDIS_URL uses this database: stop it, or set REDIS_URL there too.'
        : 'Another process of Lex uses this database. More than one process needs REDIS_URL as well.',
    );
  }
  return {
    release() {
      released = true;
      // Ending the session frees the lock, also when the connection is past answering.
      holder?.release(true);
    },
  };
}
