import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { messageOf, StartError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { PostgresAdapter, recovered } from '../client/postgres-adapter.ts';
import { createPrismaClient } from '../client/prisma-client.ts';
import { createStatements } from '../client/statements.ts';
import type { Database } from '../database.ts';
import { SESSION_OPTIONS } from './session-options.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const RETAKE_EVERY_MS = 1_000;
const STATEMENT_TIMEOUT_MS = 30_000;
/** Longer than the server's own limit: this one is for a server that hangs or is gone, and doesn't apply its own. */
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5_000;
/** Somebody waits for a probe. It soon gives up a connection that doesn't answer, since another one may. */
const PROBE = { text: 'SELECT 1', query_timeout: 2_000 };
/** The number of the advisory lock that each process of Lex holds, exclusively or shared; it spells "LexS". */
const PROCESS_LOCK = 0x4c657853;

/**
 * Connects to PostgreSQL.
 *
 * @param options.shared whether other processes may use the database too. Without Redis they must not: this process
 *   could not tell them of its changes.
 * @param options.onLost is called when this process lost its lock with its connection, and another process took it
 * @throws {StartError} when the database can't be reached, or another process uses it
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
    options: SESSION_OPTIONS,
  });
  // When a connection breaks, the statement on it fails, which says enough. Without a listener the process would end.
  pool.on('connect', (client) => client.on('error', () => {}));
  pool.on('error', (error) => options.log.warn({ reason: error.message }, 'an idle database connection broke'));
  const claim = await claimUse(pool, options).catch(async (error: unknown) => {
    await pool.end();
    throw error;
  });
  const prisma = createPrismaClient(new PostgresAdapter(pool));
  return {
    prisma,
    run: createStatements((config) => {
      const send = () => pool.query(config);
      return send().catch((error: unknown) => recovered(error, send));
    }),
    pool,
    hasOneSession: false,
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

/** Takes the advisory lock, on a connection of its own, and holds it until it is released. */
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
        await sleep(RETAKE_EVERY_MS, undefined, { ref: false });
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
      // It is let go of first: when its connection breaks now, that is no longer a loss.
      const held = holder;
      holder = undefined;
      // The end of the session frees the lock, even when the connection answers nothing any more.
      held?.release(true);
    },
  };
}
