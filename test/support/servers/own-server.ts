import type { TestContext } from 'vitest';

/**
 * The server behind what a test was given, to be stopped, paused or configured. Where it is one that others use as
 * well, as at `TEST_DATABASE_URL` or `TEST_REDIS_URL`, the test is skipped.
 */
export function ownServer<Server>(
  { server }: { readonly server: Server | undefined },
  skip: TestContext['skip'],
): Server {
  return server ?? skip('the server is not this test’s own');
}
