import { join } from 'node:path';
import type { Redis } from 'ioredis';
import pg from 'pg';
import { median } from '../../measure.ts';
import { startPacedProvider } from '../../paced-provider.ts';
import { migrate, type ServerProcess, startServer, startWorker } from '../../server-process.ts';
import { type Filled, fillDeployment } from '../fill/fill-deployment.ts';
import type { Sizes } from '../sizes.ts';
import { LONG_AT_ONCE, PACE } from './replies.ts';
import { type DatabaseOnDisk, readSizes } from './rows-on-disk.ts';
import { diskOf, measureSpeeds, type Speeds, type Taken } from './speeds.ts';

/** What was measured of a deployment. */
export interface Measured {
  readonly sizes: Sizes;
  /** How long it took to fill it, in milliseconds. */
  readonly fillMs: number;
  /** How long a process takes to start that has nothing of its own: a median, in milliseconds. */
  readonly start: number;
  readonly speeds: Speeds;
  readonly taken: Taken;
  readonly database: DatabaseOnDisk;
}

/** A deployment while a server and a worker run on it. */
export interface Running {
  readonly databaseUrl: string;
  /** A connection to its database, and one to its Redis. */
  readonly client: pg.Client;
  readonly redis: Redis;
  readonly server: ServerProcess;
  readonly workerPid: number;
  readonly filled: Filled;
  readonly sizes: Sizes;
}

export interface Place {
  /** An empty database. */
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** A connection to that Redis. */
  readonly redis: Redis;
  /** A directory for the data of the processes. */
  readonly path: string;
}

const STARTS = 5;
const ADMIN_KEY = 'the-key-of-the-administrator-of-the-benchmark';
/** Whoever measures asks for more than a user may. */
const UNBOUNDED = {
  LEX_RATE_POINTS: '1000000000',
  LEX_RATE_CHATS: '1000000',
  LEX_RATE_JOBS: '1000000',
  LEX_WORKER_CONCURRENCY: String(LONG_AT_ONCE),
};

/**
 * Fills a database, and measures a server and a worker on it.
 *
 * @param more what else is measured then
 */
export async function measureDeployment<More>(
  place: Place,
  sizes: Sizes,
  more: (running: Running) => Promise<More>,
): Promise<Measured & More> {
  const provider = await startPacedProvider(PACE);
  try {
    const settings = {
      ...UNBOUNDED,
      DATABASE_URL: place.databaseUrl,
      REDIS_URL: place.redisUrl,
      LEX_AUTH: 'keys',
      LEX_ADMIN_KEY: ADMIN_KEY,
      COMPATIBLE_BASE_URL: provider.url,
    };
    return await measureWith({ ...place, sizes, settings }, more);
  } finally {
    await provider.close();
  }
}

interface Wanted extends Place {
  readonly sizes: Sizes;
  readonly settings: Readonly<Record<string, string>>;
}

async function measureWith<More>(wanted: Wanted, more: (running: Running) => Promise<More>): Promise<Measured & More> {
  const { databaseUrl, path, sizes, settings } = wanted;
  await migrate(join(path, 'migrate'), settings);
  const began = performance.now();
  const filled = await fillDeployment(databaseUrl, sizes);
  const fillMs = performance.now() - began;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // What filling has left to be written would be written while something is measured.
    await client.query('CHECKPOINT');
    const start = await timeOfStart(wanted);
    const measured = await measureProcesses({ ...wanted, client, filled }, more);
    return { sizes, fillMs, start, ...measured, database: await readSizes(databaseUrl) };
  } finally {
    await client.end();
  }
}

async function timeOfStart({ path, settings }: Wanted): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < STARTS; turn++) {
    const server = await startServer(join(path, `start${turn}`), { ...settings, LEX_ROLE: 'serve' });
    times.push(server.startMs);
    await server.stop();
  }
  return median(times);
}

async function measureProcesses<More>(
  wanted: Wanted & { readonly client: pg.Client; readonly filled: Filled },
  more: (running: Running) => Promise<More>,
): Promise<Pick<Measured, 'speeds' | 'taken'> & More> {
  const { path, settings, filled } = wanted;
  const dataDir = join(path, 'server');
  const server = await startServer(dataDir, { ...settings, LEX_ROLE: 'serve' });
  try {
    const worker = await startWorker(join(path, 'worker'), settings);
    try {
      const speeds = await measureSpeeds(server, filled, ADMIN_KEY);
      const taken = { disk: await diskOf(dataDir), resident: await server.rss() };
      return { speeds, taken, ...(await more({ ...wanted, server, workerPid: worker.pid })) };
    } finally {
      await worker.stop();
    }
  } finally {
    await server.stop();
  }
}
