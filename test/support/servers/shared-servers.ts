import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { readConfig } from '../../../src/config/config.ts';
import { migrate } from '../../../src/database/with-database.ts';
import { packageRoot } from '../lex/cluster-template.ts';
import { OwnRedis } from './redis-server.ts';
import { createTestDatabases, startPostgres } from './start-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where test files ask for the servers that they share: `http://127.0.0.1:port`. */
    readonly sharedServers: string;
  }
}

/** What the server of PostgreSQL is reached by, and the name of a migrated database of it, to be copied. */
export interface SharedPostgresAddress {
  readonly adminUrl: string;
  readonly template: string;
}

/** A database of the one Redis that nobody else has. */
export interface SharedRedisAddress {
  readonly url: string;
}

type Ends = (() => Promise<unknown>)[];

/**
 * One PostgreSQL and one Redis for all files of a run, each started when the first file asks for it. Other processes
 * run the files, and ask this one over HTTP.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const ends: Ends = [];
  let postgres: Promise<SharedPostgresAddress> | undefined;
  let redis: Promise<() => SharedRedisAddress> | undefined;

  async function answer(path: string | undefined): Promise<SharedPostgresAddress | SharedRedisAddress> {
    postgres ??= path === '/postgres' ? startSharedPostgres(ends) : undefined;
    redis ??= path === '/redis' ? startSharedRedis(ends) : undefined;
    if (path === '/postgres' && postgres) return postgres;
    if (path === '/redis' && redis) return (await redis)();
    throw new Error(`There is no shared server ${path}.`);
  }

  const server = createServer((request, response) => {
    answer(request.url).then(
      (address) => response.end(JSON.stringify(address)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  project.provide('sharedServers', `http://127.0.0.1:${port}`);
  return async () => {
    server.close();
    server.closeAllConnections();
    // One that is being started yet is ended too.
    await Promise.allSettled([postgres, redis]);
    for (let end = ends.pop(); end; end = ends.pop()) await end();
  };
}

async function startSharedPostgres(ends: Ends): Promise<SharedPostgresAddress> {
  const postgres = await startPostgres();
  ends.push(() => postgres.close());
  const databases = createTestDatabases(postgres.adminUrl);
  ends.push(() => databases.drop());
  const path = await mkdtemp(join(tmpdir(), 'lex-test-'));
  const url = await databases.create();
  try {
    await migrate(readConfig({ LEX_DATA_DIR: path, DATABASE_URL: url }), {
      log: pino({ level: 'silent' }),
      packageRoot,
      onLost: () => undefined,
    });
  } finally {
    await rm(path, { recursive: true, force: true });
  }
  return { adminUrl: postgres.adminUrl, template: new URL(url).pathname.slice(1) };
}

async function startSharedRedis(ends: Ends): Promise<() => SharedRedisAddress> {
  const server = await OwnRedis.create(false);
  ends.push(() => server.remove());
  let given = 0;
  return () => {
    given += 1;
    return { url: `${server.url}/${given}` };
  };
}
