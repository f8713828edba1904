import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { isKey, makeKey } from '../../src/accounts/keys/key-format.ts';
import type { Scope } from '../../src/accounts/viewer.ts';
import {
  ApiKeysDocument,
  CreateApiKeyDocument,
  CreateConversationDocument,
  RevokeApiKeyDocument,
  type TypedDocumentString,
} from '../../src/generated/graphql.ts';
import { GraphqlRefusal } from '../support/clients/graphql-client.ts';
import { openAcknowledged, openRaw, subscribe } from '../support/clients/raw-socket.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

const ADMIN_KEY = 'an-administrators-key-of-more-than-32-characters';
const WATCH = 'subscription { jobUpdated { id } }';

let lex: TestServer;
let socketUrl: string;
beforeAll(async () => {
  lex = await startTestServer({ LEX_AUTH: 'keys', LEX_ADMIN_KEY: ADMIN_KEY });
  socketUrl = `${lex.url.replace('http', 'ws')}/graphql`;
});

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

async function run<R, V>(key: string, document: TypedDocumentString<R, V>, variables: V): Promise<R> {
  const { data, errors } = await lex.client.answer<R>(document.toString(), variables, bearer(key));
  if (errors) throw new GraphqlRefusal(errors);
  if (!data) throw new Error('No data.');
  return data;
}

const make = async (scopes?: Scope[], expiresAt?: Date, by = ADMIN_KEY) =>
  (await run(by, CreateApiKeyDocument, { name: 'a test', scopes, expiresAt: expiresAt?.toISOString() })).createApiKey;

const ask = (query: string, headers: Record<string, string> = {}) =>
  fetch(`${lex.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
    body: JSON.stringify({ query }),
  });

describe('without a key that holds', () => {
  it('nobody is answered, and is told how to come in', async () => {
    for (const headers of [{}, { authorization: 'Basic YTpi' }, bearer(makeKey()), bearer('lex_nonsense')]) {
      const answer = await ask('{ viewer { name } }', headers as Record<string, string>);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    }
    const page = await fetch(`${lex.url}/graphql`, { headers: { accept: 'text/html' } });
    const health = await fetch(`${lex.url}/health/live`);
    const metrics = await fetch(`${lex.url}/metrics`);
    expect([page.status, health.status, metrics.status]).toEqual([200, 200, 401]);
  });

  it('a socket closes: 4403 when it shows another, 4401 when it begins without', async () => {
    const one = await openRaw({ socketUrl });
    one.send({ type: 'connection_init', payload: bearer(makeKey()) });
    const other = await openRaw({ socketUrl });
    other.send(subscribe('1', WATCH));
    expect([await one.closed, await other.closed]).toEqual([4403, 4401]);
  });
});

describe('a key', () => {
  it('is told once, known by its checksum, and kept as a hash', async () => {
    const { secret, apiKey } = await make();
    expect(isKey(secret)).toBe(true);
    expect(isKey(`${secret.slice(0, -1)}${secret.endsWith('a') ? 'b' : 'a'}`)).toBe(false);
    expect(apiKey).toMatchObject({ prefix: secret.slice(0, 12), scopes: ['READ', 'CHAT'], revokedAt: null });
    const { rows } = await lex.database.pool.query('SELECT * FROM "ApiKey"');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(secret.slice(12));
    expect(JSON.stringify(lex.logLines)).not.toContain(secret);
    const { viewer } = await run(secret, ApiKeysDocument, {});
    expect(viewer.apiKeys.find(({ id }) => id === apiKey.id)).toMatchObject({ name: 'a test' });
    await vi.waitFor(async () => {
      const again = (await run(secret, ApiKeysDocument, {})).viewer.apiKeys.find(({ id }) => id === apiKey.id);
      expect(again?.lastUsedAt).not.toBeNull();
    });
  });

  it('lets do what its scopes say, whichever way it is asked, kept answers included', async () => {
    const [reads, chats] = [await make(['READ']), await make(['CHAT'])];
    const query = '{ conversations(first: 1) { totalCount } }';
    expect((await ask(query, bearer(reads.secret))).status).toBe(200);
    expect((await ask(query, bearer(reads.secret))).status).toBe(200);
    const refused = await ask(query, bearer(chats.secret));
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('FORBIDDEN');
    const search = new URLSearchParams({ query });
    const get = await fetch(`${lex.url}/graphql?${search}`, {
      headers: { accept: 'application/graphql-response+json', ...bearer(chats.secret) },
    });
    expect(get.status).toBe(403);
    await expect(run(reads.secret, CreateConversationDocument, { title: 'No' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    const { createConversation } = await run(chats.secret, CreateConversationDocument, { title: 'Yes' });
    expect(createConversation.title).toBe('Yes');
    const batch = await fetch(`${lex.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...bearer(reads.secret) },
      body: JSON.stringify([{ query }, { query: 'mutation { createConversation(title: "x") { id } }' }]),
    });
    expect(await batch.json()).toMatchObject([
      { data: { conversations: {} } },
      { errors: [{ extensions: { code: 'FORBIDDEN' } }] },
    ]);
    const socket = await openAcknowledged({ socketUrl }, bearer(chats.secret));
    socket.send(subscribe('1', WATCH));
    expect(await socket.next()).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect((await fetch(`${lex.url}/metrics`, { headers: bearer(reads.secret) })).status).toBe(403);
    expect((await fetch(`${lex.url}/metrics`, { headers: bearer(ADMIN_KEY) })).status).toBe(200);
  });

  it('makes none that is wider, or lives longer', async () => {
    const end = new Date(Date.now() + 3_600_000);
    const { secret } = await make(['CHAT'], end);
    await expect(make(['READ'], undefined, secret)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(make(['ADMIN'], undefined, secret)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(make(['CHAT'], new Date(end.getTime() + 1), secret)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const { apiKey } = await make(undefined, undefined, secret);
    expect(apiKey).toMatchObject({ scopes: ['CHAT'], expiresAt: end.toISOString() });
  });

  it('is one of a hundred at most, however many are made at once', async () => {
    const { apiKeys } = lex.server.app;
    const owner = await lex.database.prisma.user.create({ data: { id: randomUUID(), name: 'Many' } });
    const made = await Promise.allSettled(
      Array.from({ length: 110 }, (_, n) => apiKeys.createFor(owner, { name: `key ${n}` })),
    );
    const refused = made.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(10);
    for (const each of refused) expect(each).toMatchObject({ reason: { code: 'CONFLICT' } });
    expect(await lex.database.prisma.apiKey.count({ where: { ownerId: owner.id } })).toBe(100);
  });

  it('that is revoked lets nobody in, and ends its sockets with 4401 and its streams with an error', async () => {
    const { secret, apiKey } = await make();
    const socket = await openAcknowledged({ socketUrl }, bearer(secret));
    socket.send(subscribe('1', WATCH));
    const stream = await ask(WATCH, { accept: 'text/event-stream', ...bearer(secret) });
    const { revokeApiKey } = await run(ADMIN_KEY, RevokeApiKeyDocument, { id: apiKey.id });
    expect(revokeApiKey.revokedAt).not.toBeNull();
    expect((await ask('{ viewer { name } }', bearer(secret))).status).toBe(401);
    expect(await socket.closed).toBe(4401);
    const events = await stream.text();
    expect(events).toMatch(/event: next\ndata: .*UNAUTHENTICATED.*\n\nevent: complete/);
    const again = await run(ADMIN_KEY, RevokeApiKeyDocument, { id: apiKey.id });
    expect(again.revokeApiKey.revokedAt).toBe(revokeApiKey.revokedAt);
  });

  it('that was revoked without word of it ends what runs with it all the same', async () => {
    const { secret, apiKey } = await make();
    const socket = await openAcknowledged({ socketUrl }, bearer(secret));
    await lex.database.pool.query('UPDATE "ApiKey" SET "revokedAt" = now() WHERE "prefix" = $1', [apiKey.prefix]);
    expect(await socket.closed).toBe(4401);
  });

  it('of a user whom an administrator disconnects closes its sockets with 4403, and may come again', async () => {
    const { secret } = await make();
    const socket = await openAcknowledged({ socketUrl }, bearer(secret));
    const { data } = await lex.client.answer<{ viewer: { id: string } }>('{ viewer { id } }', {}, bearer(secret));
    const disconnect = (key: string) =>
      lex.client.answer('mutation ($id: ID!) { disconnectUser(id: $id) }', { id: data?.viewer.id }, bearer(key));
    expect(await disconnect(secret)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect(await disconnect(ADMIN_KEY)).toEqual({ data: { disconnectUser: true } });
    expect(await socket.closed).toBe(4403);
    await openAcknowledged({ socketUrl }, bearer(secret));
  });

  it('that expires ends its sockets with 4403, unless the client shows a fresh one in time', async () => {
    const [first, second] = [await make(undefined, new Date(Date.now() + 10_000)), await make()];
    const [ends, stays] = [
      await openAcknowledged({ socketUrl }, bearer(first.secret)),
      await openAcknowledged({ socketUrl }, bearer(first.secret)),
    ];
    stays.send(subscribe('1', WATCH));
    stays.send({ type: 'ping', payload: bearer('lex_nonsense') });
    expect(await stays.next()).toMatchObject({ type: 'pong', payload: { authorization: 'refused' } });
    stays.send({ type: 'ping', payload: bearer(second.secret) });
    expect(await stays.next()).toEqual({ type: 'pong', payload: { authorization: 'accepted' } });
    expect(await ends.closed).toBe(4403);
    stays.send({ type: 'ping' });
    expect(await stays.next()).toEqual({ type: 'pong' });
  });
});
