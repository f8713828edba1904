import { once } from 'node:events';
import { request } from 'node:http';
import { expect, it } from 'vitest';
import { readConfig } from '../../../src/config/config.ts';
import { consoleSettings } from '../../../src/edge/console/console-settings.ts';
import { startEdge } from '../../support/edge/start-edge.ts';

const SECRET = 'a-secret-of-thirty-two-characters-or-more';
const JWT = {
  LEX_AUTH: 'jwt',
  LEX_JWT_SECRET: SECRET,
  LEX_JWT_ISSUER: 'https://login.example.com/',
  LEX_JWT_AUDIENCE: 'lex',
};
const OIDC = { LEX_OIDC_ISSUER: 'https://login.example.com/', LEX_OIDC_CLIENT_ID: 'console' };

it.each<[string, Record<string, string>, object]>([
  ['nobody is asked', {}, { auth: 'none', oidc: null, graphiql: true, adminQueues: true }],
  [
    'GraphiQL is turned off',
    { LEX_GRAPHIQL: 'false' },
    { auth: 'none', oidc: null, graphiql: false, adminQueues: true },
  ],
  [
    'keys are asked for',
    { LEX_AUTH: 'keys', LEX_ADMIN_KEY: SECRET },
    { auth: 'keys', oidc: null, graphiql: true, adminQueues: true },
  ],
  ['tokens are asked for', JWT, { auth: 'jwt', oidc: null, graphiql: true, adminQueues: true }],
  [
    'a provider signs people in',
    { ...JWT, ...OIDC, LEX_OIDC_SCOPES: 'openid api://lex/use', LEX_OIDC_ORIGINS: 'https://tokens.example.com' },
    {
      auth: 'jwt',
      oidc: {
        issuer: 'https://login.example.com/',
        clientId: 'console',
        scopes: 'openid api://lex/use',
        origins: ['https://tokens.example.com'],
      },
      graphiql: true,
      adminQueues: true,
    },
  ],
])('the console is told what it needs and nothing else where %s', async (_, environment, told) => {
  const edge = await startEdge({ consoleSettings: consoleSettings(readConfig(environment), '1.2.3') });
  const response = await fetch(new URL('/console/settings.json', edge.url));
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await response.json()).toEqual({ ...told, version: '1.2.3' });
});

it('is asked with GET or HEAD, by a name of this server', async () => {
  const { url, port } = await startEdge();
  const address = new URL('/console/settings.json', url);
  const head = await fetch(address, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  for (const method of ['POST', 'PUT', 'DELETE']) {
    const refused = await fetch(address, { method });
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  }
  const sent = request({ host: '127.0.0.1', port, path: address.pathname, headers: { host: 'evil.example' } }).end();
  const [response] = await once(sent, 'response');
  expect(response.statusCode).toBe(403);
  response.resume();
});
