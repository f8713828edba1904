import pg from 'pg';
import { messageOf } from '../../errors.ts';
import type { Schedules } from '../../time/schedules.ts';
import { PostgresAdapter, recovered } from '../client/postgres-adapter.ts';
import { createPrismaClient } from '../client/prisma-client.ts';
import { createStatementNames } from '../client/statement-names.ts';
import { createStatements } from '../client/statements.ts';
import type { DataDirectory } from '../data-directory.ts';
import type { Database } from '../database.ts';
import { type ClusterSurroundings, openCluster } from './cluster.ts';
import { clusterPath } from './cluster-backup.ts';
import { startEmbeddedServer } from './embedded-server.ts';
import { PgliteConnections } from './pglite-connections.ts';
import { finishReplacement } from './replacement.ts';

/**
 * PGlite has no autovacuum. Without a vacuum, the remains of updated and deleted rows would pile up, and statements
 * would keep plans that were made for small tables.
 */
const VACUUM_EVERY_MS = 5 * 60_000;

/**
 * Opens the embedded database in a data directory that this process holds.
 *
 * @param options.make whether one is made where there is none. @default true
 * @param surroundings.onLost is called when the database has stopped and can't be opened again
 * @throws {StartError} when what is there can't be opened; it is left as it is
 */
export async function openPglite(
  directory: DataDirectory,
  {
    log,
    packageRoot,
    schedules,
    onLost,
  }: ClusterSurroundings & { readonly schedules: Schedules; readonly onLost: (reason: string) => void },
  options: { readonly make?: boolean } = {},
): Promise<Database> {
  await finishReplacement(directory.path);
  const path = clusterPath(directory.path);
  const open = () => openCluster(path, { log, packageRoot }, options);
  const server = await startEmbeddedServer({ path, open, log, onLost });
  const connections = new PgliteConnections(server);
  const stream = () => connections.connect();
  // A connection costs nothing while it is idle, so that none is closed.
  const pool = new pg.Pool({ stream, max: 1, idleTimeoutMillis: 0 });
  const namingPool = new pg.Pool({
    stream: () => connections.connect({ namesStatements: true }),
    max: 1,
    idleTimeoutMillis: 0,
  });
  for (const each of [pool, namingPool]) {
    // When the database stops, the statement that runs fails, which says enough. Nobody else need hear of it.
    each.on('connect', (client) => client.on('error', () => {}));
    each.on('error', (error) => log.debug({ reason: error.message }, 'an idle database connection broke'));
  }
  const adapter = new PostgresAdapter(namingPool, { statementNameGenerator: createStatementNames('p') });
  const prisma = createPrismaClient(adapter);
  const vacuum = schedules.repeat({
    name: 'database',
    does: 'Takes the remains of changed rows out of the embedded database.',
    everyMs: VACUUM_EVERY_MS,
    work: async () => void (await pool.query('VACUUM (ANALYZE)')),
    failed: (error) => log.warn({ reason: messageOf(error) }, 'the database could not be tidied up'),
  });
  return {
    prisma,
    run: createStatements((config) => {
      const send = () => namingPool.query(config);
      return send().catch((error: unknown) => recovered(error, send));
    }),
    pool,
    hasOneSession: true,
    connections: () => ({
      open: pool.totalCount + namingPool.totalCount,
      idle: pool.idleCount + namingPool.idleCount,
      waiting: pool.waitingCount + namingPool.waitingCount,
    }),
    async probe() {
      await pool.query('SELECT 1');
    },
    async close() {
      await vacuum.close();
      await prisma.$disconnect();
      await Promise.all([pool.end(), namingPool.end()]);
      await server.close();
    },
  };
}
