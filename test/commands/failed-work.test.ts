import { once } from 'node:events';
import { createServer } from 'node:net';
import { pino } from 'pino';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { startServer } from '../../src/server.ts';
import { freePort } from '../support/free-port.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { sharedPostgres } from '../support/servers/shared-postgres.ts';
import { whyNoPostgres } from '../support/servers/start-postgres.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

beforeEach(({ skip }) => {
  const missing = whyNoPostgres();
  skip(missing !== undefined, missing);
});

/** @throws when somebody listens on the port */
async function take(port: string): Promise<void> {
  const server = createServer().listen(Number(port), '127.0.0.1');
  await once(server, 'listening');
  await new Promise((resolve) => server.close(resolve));
}

it('a server that can’t begin to work listens no more, neither for requests nor for metrics', async () => {
  const postgres = await sharedPostgres();
  onTestFinished(() => postgres.close());
  const [port, metricsPort] = [await freePort(), await freePort()];
  const config = readConfig({
    PORT: port,
    LEX_METRICS_PORT: metricsPort,
    DATABASE_URL: await postgres.createMigratedDatabase(),
    LEX_DATA_DIR: await temporaryDirectory(),
  });
  const lines: Record<string, unknown>[] = [];
  const surroundings = {
    log: pino({ base: undefined }, { write: (line) => lines.push(JSON.parse(line)) }),
    version: 'test',
    packageRoot,
    onLost: (reason: string) => {
      throw new Error(reason);
    },
  };
  // No setting lets a worker take nothing; BullMQ refuses to.
  await expect(startServer({ ...config, workerConcurrency: Number.NaN }, surroundings)).rejects.toThrow(/concurrency/);
  expect(lines.map(({ msg }) => msg)).toContain('metrics');
  await take(port);
  await take(metricsPort);

  const server = await startServer(config, surroundings);
  onTestFinished(() => server.close({ requestsMs: 0, jobsMs: 0 }));
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
});
