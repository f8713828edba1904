import { join } from 'node:path';
import type { Redis } from 'ioredis';
import pg from 'pg';
import { median } from '../../measure.ts';
import { startPacedProvider } from '../../paced-provider.ts';
import { migrate, startServer, startWorker } from '../../server-process.ts';
import { type Filled, fillDeployment } from '../fill/fill-deployment.ts';
import type { Sizes } from '../sizes.ts';
import { LONG_AT_ONCE, measureReplies, PACE, type Replies } from './replies.ts';
import { type DatabaseOnDisk, readSizes } from './rows-on-disk.ts';
import { measureSharedByAll, type SharedByAll } from './shared-by-all.ts';
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
  readonly replies: Replies;
  readonly shared: SharedByAll;
  readonly database: DatabaseOnDisk;
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

/** Fills a database, and measures a server and a worker on it. */
export async function measureDeployment(place: Place, sizes: Sizes): Promise<Measured> {
  const provider = await startPacedProvider(PACE);
  try {
    return await measureWith(place, sizes, {
      ...UNBOUNDED,
      DATABASE_URL: place.databaseUrl,
      REDIS_URL: place.redisUrl,
      LEX_AUTH: 'keys',
      LEX_ADMIN_KEY: ADMIN_KEY,
      COMPATIBLE_BASE_URL: provider.url,
    });
  } finally {
    await provider.close();
  }
}

async function measureWith(place: Place, sizes: Sizes, settings: Settings): Promise<Measured> {
  const { databaseUrl, path } = place;
  await migrate(join(path, 'migrate'), settings);
  const began = performance.now();
  const filled = await fillDeployment(databaseUrl, sizes);
  const fillMs = performance.now() - began;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // What filling has left to be written would be written while something is measured.
    await client.query('CHECKPOINT');
    const start = await timeOfStart(path, settings);
    const measured = await measureProcesses({ ...place, client }, settings, { filled, sizes });
    return { sizes, fillMs, start, ...measured, database: await readSizes(databaseUrl) };
  } finally {
    await client.end();
  }
}

type Settings = Readonly<Record<string, string>>;

async function timeOfStart(path: string, settings: Settings): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < STARTS; turn++) {
    const server = await startServer(join(path, `start${turn}`), { ...settings, LEX_ROLE: 'serve' });
    times.push(server.startMs);
    await server.stop();
  }
  return median(times);
}

async function measureProcesses(
  { databaseUrl, path, redis, client }: Place & { readonly client: pg.Client },
  settings: Settings,
  { filled, sizes }: { readonly filled: Filled; readonly sizes: Sizes },
): Promise<Pick<Measured, 'speeds' | 'taken' | 'replies' | 'shared'>> {
  const dataDir = join(path, 'server');
  const server = await startServer(dataDir, { ...settings, LEX_ROLE: 'serve' });
  try {
    const worker = await startWorker(join(path, 'worker'), settings);
    try {
      const speeds = await measureSpeeds(server, filled, ADMIN_KEY);
      const taken = { disk: await diskOf(dataDir), resident: await server.rss() };
      const surroundings = { client, redis, serverPid: server.pid, workerPid: worker.pid };
      const replies = await measureReplies(surroundings, { url: server.url, key: filled.guest.key, sizes });
      const ownerIds = filled.owners.map(({ id }) => id);
      const shared = await measureSharedByAll({ databaseUrl, client, redis, ownerIds, serverPid: server.pid });
      return { speeds, taken, replies, shared };
    } finally {
      await worker.stop();
    }
  } finally {
    await server.stop();
  }
}
