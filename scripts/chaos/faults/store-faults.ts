import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresServer } from '../../../test/support/servers/start-postgres.ts';
import type { RedisServer } from '../../../test/support/servers/start-redis.ts';
import type { Begin } from './carry-out.ts';

/** A killed server's memory and port may be taken for a moment yet. */
const START_ATTEMPTS = 40;
const PAUSE_MS = 250;

async function startAgain(server: { start(): Promise<void> }): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await server.start();
    } catch (error) {
      if (attempt === START_ATTEMPTS) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

const redisThat =
  (end: (server: RedisServer) => Promise<void>): Begin =>
  async ({ cluster: { redis } }) => {
    await end(redis);
    return () => startAgain(redis);
  };

const postgresThat =
  (end: (server: PostgresServer) => Promise<void>): Begin =>
  async ({ cluster: { postgres } }) => {
    await end(postgres);
    return () => startAgain(postgres);
  };

/** Faults of Redis and of PostgreSQL. */
export const storeFaults = {
  'kill Redis': redisThat((server) => server.stop()),
  'stop Redis': redisThat((server) => server.stop('SIGTERM')),
  'empty Redis': redisThat((server) => server.wipe()),
  'pause Redis': async ({ cluster: { redis } }) => {
    redis.pause();
    return async () => redis.resume();
  },
  'kill PostgreSQL': postgresThat((server) => server.kill()),
  'stop PostgreSQL': postgresThat((server) => server.stop()),
  'pause PostgreSQL': async ({ cluster: { postgres } }) => {
    await postgres.pause();
    return () => postgres.resume();
  },
} as const satisfies Record<string, Begin>;
