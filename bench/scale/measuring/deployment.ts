import { join } from 'node:path';
import type { Redis } from 'ioredis';
import pg from 'pg';
import { Closing } from '../../../src/closing.ts';
import { startPostgres } from '../../../test/support/servers/start-postgres.ts';
import { startRedis } from '../../../test/support/servers/start-redis.ts';
import { startPacedProvider } from '../../paced-provider.ts';
import { migrate, type ServerProcess, startServer, startWorker, withDataDirectory } from '../../server-process.ts';
import { type Filled, fillDeployment } from '../fill/fill-deployment.ts';
import type { Sizes } from '../sizes.ts';
import { LONG_AT_ONCE, PACE } from './replies.ts';

/** A PostgreSQL and a Redis that are filled. */
export interface Deployment {
  readonly sizes: Sizes;
  readonly filled: Filled;
  /** How long it took to fill it, in milliseconds. */
  readonly fillMs: number;
  readonly databaseUrl: string;
  /** A connection to its database, and one to its Redis. */
  readonly client: pg.Client;
  readonly redis: Redis;
  /** Starts a process that answers, with a data directory of this name. */
  startServer(name: string): Promise<ServerProcess>;
  /** Starts a process that works. */
  startWorker(): ReturnType<typeof startWorker>;
  /** The data directory of this name. */
  directory(name: string): string;
}

export const ADMIN_KEY = 'the-key-of-the-administrator-of-the-benchmark';
/** Whoever measures asks for more than a user may. */
const UNBOUNDED = {
  LEX_RATE_POINTS: '1000000000',
  LEX_RATE_CHATS: '1000000',
  LEX_RATE_JOBS: '1000000',
  LEX_WORKER_CONCURRENCY: String(LONG_AT_ONCE),
};

/** Fills a deployment, on servers of its own so that what is read of them is of this one, and ends it after its use. */
export async function withDeployment<Result>(
  sizes: Sizes,
  use: (deployment: Deployment) => Promise<Result>,
): Promise<Result> {
  const opened = new Closing();
  try {
    const postgres = await startPostgres();
    opened.defer(() => postgres.close());
    // What PostgreSQL takes of the processor is read from this machine's processes.
    if (!postgres.server) throw new Error('Leave out TEST_DATABASE_URL: a PostgreSQL of its own is measured.');
    const redis = await startRedis();
    opened.defer(() => redis.close());
    const provider = await startPacedProvider(PACE);
    opened.defer(() => provider.close());
    const databaseUrl = await postgres.createDatabase();
    const settings = {
      ...UNBOUNDED,
      DATABASE_URL: databaseUrl,
      REDIS_URL: redis.url,
      LEX_AUTH: 'keys',
      LEX_ADMIN_KEY: ADMIN_KEY,
      COMPATIBLE_BASE_URL: provider.url,
    };
    return await withDataDirectory(async (path) => {
      const directory = (name: string): string => join(path, name);
      await migrate(directory('migrate'), settings);
      const began = performance.now();
      const filled = await fillDeployment(databaseUrl, sizes);
      const fillMs = performance.now() - began;
      const client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      opened.defer(() => client.end());
      // What filling has left to be written would be written while something is measured.
      await client.query('CHECKPOINT');
      return use({
        sizes,
        filled,
        fillMs,
        databaseUrl,
        client,
        redis: redis.connect(),
        startServer: (name) => startServer(directory(name), { ...settings, LEX_ROLE: 'serve' }),
        startWorker: () => startWorker(directory('worker'), settings),
        directory,
      });
    });
  } finally {
    await opened.close();
  }
}
