import { describe } from 'vitest';
import { scaledSettings } from '../servers/scaled-settings.ts';
import { whyNoPostgres } from '../servers/start-postgres.ts';
import { whyNoRedis } from '../servers/start-redis.ts';
import { startTestServer, type TestServer } from './start-server.ts';

/**
 * Starts Lex with these settings, of which `PORT` is the first server's alone; call it in `beforeAll`.
 *
 * @returns two of its servers; by itself, Lex is both
 */
export type StartDeployment = (
  environment?: Readonly<Record<string, string>>,
) => Promise<readonly [TestServer, TestServer]>;

/** Says the same of Lex by itself and of Lex on PostgreSQL and Redis, which it leaves out where they are missing. */
export function onBothDeployments(what: string, tests: (start: StartDeployment) => void): void {
  describe(`${what} (Lex by itself)`, () => tests(startAlone));
  const missing = whyNoPostgres() ?? whyNoRedis();
  const why = missing === undefined ? '' : `: ${missing}`;
  describe.skipIf(missing !== undefined)(`${what} (Lex on PostgreSQL and Redis${why})`, () => tests(startTwo));
}

const startAlone: StartDeployment = async (environment) => {
  const lex = await startTestServer({ ...environment });
  return [lex, lex];
};

const startTwo: StartDeployment = async (environment) => {
  const shared = await scaledSettings();
  const one = await startTestServer({ ...environment, ...shared });
  return [one, await startTestServer({ ...environment, ...shared, PORT: '0' })];
};
