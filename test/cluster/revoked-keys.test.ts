import { beforeAll, beforeEach, expect, it } from 'vitest';
import { openAcknowledged, subscribe } from '../support/clients/raw-socket.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';
import { scaledSettings } from '../support/servers/scaled-settings.ts';
import { whyNoPostgres } from '../support/servers/start-postgres.ts';
import { whyNoRedis } from '../support/servers/start-redis.ts';

const missing = whyNoPostgres() ?? whyNoRedis();
const ADMIN_KEY = 'an-administrators-key-of-more-than-32-characters';

let servers: readonly [TestServer, TestServer];
beforeAll(async () => {
  if (missing !== undefined) return;
  const settings = { ...(await scaledSettings()), LEX_AUTH: 'keys', LEX_ADMIN_KEY: ADMIN_KEY };
  servers = [await startTestServer(settings), await startTestServer(settings)];
});
beforeEach(({ skip }) => skip(missing !== undefined, missing));

const ask = ({ client }: TestServer, key: string, query: string) =>
  client.answer<Record<string, { id: string; secret: string; apiKey: { id: string } }>>(
    query,
    {},
    {
      authorization: `Bearer ${key}`,
    },
  );

it('a key that one process makes lets in at another, and lets in nowhere once one has revoked it', async () => {
  const [one, other] = servers;
  const made = await ask(one, ADMIN_KEY, 'mutation { createApiKey(name: "x") { secret apiKey { id } } }');
  const { secret, apiKey } = made.data?.['createApiKey'] ?? { secret: '', apiKey: { id: '' } };
  expect(await ask(other, secret, '{ viewer { id } }')).toHaveProperty('data.viewer.id');
  const socketUrl = `${other.url.replace('http', 'ws')}/graphql`;
  const socket = await openAcknowledged({ socketUrl }, { authorization: `Bearer ${secret}` });
  socket.send(subscribe('1', 'subscription { jobUpdated { id } }'));
  const stream = await fetch(other.client.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${secret}`,
    },
    body: '{"query":"subscription { jobUpdated { id } }"}',
  });
  await ask(one, ADMIN_KEY, `mutation { revokeApiKey(id: "${apiKey.id}") { id } }`);
  expect(await socket.closed).toBe(4401);
  expect(await stream.text()).toContain('UNAUTHENTICATED');
  for (const server of servers) {
    expect(await ask(server, secret, '{ viewer { id } }')).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  }
});
