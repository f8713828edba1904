import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { MACHINE } from '../../src/accounts/audit/audit-entry.ts';
import { decodeGlobalId } from '../../src/global-id.ts';
import {
  ask,
  bearer,
  callUntilGone,
  DELETE_ME,
  EVERYTHING,
  idOf,
  live,
  nothing,
  type Receipt,
  rowsOf,
  userOf,
} from '../accounts/deletion/users.ts';
import { atEnd } from '../support/at-end.ts';
import { openAcknowledged, subscribe } from '../support/clients/raw-socket.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';
import { sharedPostgres } from '../support/servers/shared-postgres.ts';
import { whyNoPostgres } from '../support/servers/start-postgres.ts';
import { startRedis, type TestRedis, whyNoRedis } from '../support/servers/start-redis.ts';

const missing = whyNoPostgres() ?? whyNoRedis();

let servers: readonly [TestServer, TestServer];
let redis: TestRedis;
beforeAll(async () => {
  if (missing !== undefined) return;
  const postgres = await sharedPostgres();
  atEnd(() => postgres.close());
  redis = await startRedis();
  atEnd(() => redis.close());
  const settings = { DATABASE_URL: await postgres.createMigratedDatabase(), REDIS_URL: redis.url, LEX_AUTH: 'keys' };
  servers = [await startTestServer(settings), await startTestServer(settings)];
});
beforeEach(({ skip }) => skip(missing !== undefined, missing));

it('a user who is deleted on one process is gone from all: sockets, index, kept answers, logs and queue', async () => {
  const [one, other] = servers;
  const mia = await userOf(one, 'Mia');
  const id = await idOf(one, mia);
  const { reply } = await live(one, mia);
  const recall = '{ recall(query: "anchor") { memory { content } } }';
  const list = '{ conversations { totalCount edges { node { title } } } }';
  await vi.waitFor(async () => expect(await ask(other, mia, recall)).toMatchObject({ recall: [{}] }));
  await ask(other, mia, list);
  const logs = async () => (await redis.connect().keys('*')).filter((key) => key.includes(decodeGlobalId(reply.id).id));
  expect(await logs()).not.toEqual([]);
  const socket = await openAcknowledged({ socketUrl: `${other.url.replace('http', 'ws')}/graphql` }, bearer(mia));
  socket.send(subscribe('1', 'subscription { jobUpdated { id } }'));
  socket.send(subscribe('2', 'subscription { conversationsChanged { kind id: conversationId } }'));

  await ask<{ deleteMe: Receipt }>(one, mia, DELETE_ME, { confirm: EVERYTHING });
  expect(await socket.closed).toBe(4401);
  expect(await logs()).toEqual([]);
  const left = await rowsOf(one.database, id);
  expect(left).toEqual(nothing(left));
  for (const server of servers) {
    const { errors } = await server.client.answer(list, {}, bearer(mia));
    expect(errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
    const signal = new AbortController().signal;
    const asked = { ownerId: id, mayLoad: true, signal, onProgress: async () => undefined };
    const check = () => server.server.app.memory.check(asked);
    await vi.waitFor(async () => expect(await check()).toMatchObject({ checked: 0, different: 0 }));
  }
});

it('calls on both processes that meet the deletion are stored before it, or refused, and leave nothing', async () => {
  const una = await userOf(servers[0], 'Una');
  const id = await idOf(servers[0], una);
  const conversation = (await live(servers[0], una)).conversation.id;
  const calls = [
    'mutation { chat(input: { message: "hello" }) { reply { id } } }',
    `mutation { chat(input: { message: "and?", conversationId: "${conversation}" }) { reply { id } } }`,
    'mutation { remember(input: { content: "a boat has a keel" }) { id } }',
    'mutation { remember(input: { content: "a boat has a mast", key: "mast" }) { id } }',
    'mutation { createConversation(title: "x") { id } }',
    'mutation { createApiKey(name: "x") { secret } }',
  ];
  const calling = Promise.all(
    servers.flatMap(({ client }) =>
      calls.map((query) =>
        callUntilGone(async () => (await client.answer(query, {}, bearer(una))).errors?.[0]?.extensions?.code),
      ),
    ),
  );
  await servers[1].server.app.deletion.delete(id, MACHINE);
  const codes = (await calling).flat();
  // A busy machine may not get to all of them in time.
  const allowed = [undefined, 'NOT_FOUND', 'UNAUTHENTICATED', 'CONFLICT', 'RATE_LIMITED', 'UNAVAILABLE'];
  expect(codes.filter((code) => !allowed.includes(code))).toEqual([]);
  const left = await rowsOf(servers[0].database, id);
  expect(left).toEqual(nothing(left));
  // No task is left of jobs that have gone.
  await vi.waitFor(async () => {
    const tasks = (await redis.connect().keys('*')).filter((key) => /:(jobs|background):[0-9a-f-]{36}$/.test(key));
    expect(tasks).toEqual([]);
  });
});
