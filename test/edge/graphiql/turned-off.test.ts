import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { getIntrospectionQuery } from 'graphql';
import { pino } from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/config/config.ts';
import { GRAPHIQL_DOCUMENT } from '../../../src/edge/graphiql/graphiql-document.ts';
import { type Server, startServer } from '../../../src/server.ts';
import { atEnd } from '../../support/at-end.ts';
import { packageRoot } from '../../support/lex/cluster-template.ts';
import { dataDirectory } from '../../support/lex/data-directory.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

/** A server that is installed without the files of GraphiQL, so that it could not read them. */
async function startWithoutFiles(): Promise<Server> {
  const root = await temporaryDirectory(atEnd);
  await mkdir(join(root, 'dist'));
  for (const name of ['schema', 'prisma', 'dist/console', 'dist/queues']) {
    await cp(join(packageRoot, name), join(root, name), { recursive: true });
  }
  const LEX_DATA_DIR = await dataDirectory(atEnd);
  const environment = { PORT: '0', LEX_DATA_DIR, LEX_GRAPHIQL: 'false', LEX_PERSISTED_ONLY: 'true' };
  const onLost = (reason: string): never => {
    throw new Error(reason);
  };
  const log = pino({ level: 'silent' });
  const server = await startServer(readConfig(environment), { log, version: 'test', packageRoot: root, onLost });
  atEnd(() => server.close({ requestsMs: 0, jobsMs: 0 }));
  return server;
}

describe('with LEX_GRAPHIQL=false', () => {
  let url: string;
  beforeAll(async () => {
    ({ url } = await startWithoutFiles());
  });

  it('a browser that opens the API gets a plain answer', async () => {
    const response = await fetch(`${url}/graphql`, {
      headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(await response.text()).toMatch(/GraphiQL, is turned off/);
  });

  it('there is nothing below /graphiql/', async () => {
    for (const path of ['/graphiql/', '/graphiql/x', '/graphiql/0123456789ab/start.js']) {
      expect([path, (await fetch(url + path)).status]).toEqual([path, 404]);
    }
  });

  it('what only GraphiQL would send is no listed document', async () => {
    for (const [query, operationName] of [
      [GRAPHIQL_DOCUMENT, 'Recall'],
      [getIntrospectionQuery({ inputValueDeprecation: true, schemaDescription: true }), 'IntrospectionQuery'],
    ]) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, operationName }),
      });
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'PERSISTED_QUERY_ONLY' } }] });
    }
  });

  it('the console is told so', async () => {
    const settings = await fetch(`${url}/console/settings.json`);
    expect(await settings.json()).toEqual({
      auth: 'none',
      oidc: null,
      graphiql: false,
      adminQueues: true,
      version: 'test',
    });
  });
});
