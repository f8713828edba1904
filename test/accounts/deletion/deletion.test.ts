import { pino } from 'pino';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { MACHINE } from '../../../src/accounts/audit/audit-entry.ts';
import { createAuditStore } from '../../../src/accounts/audit/audit-store.ts';
import { createUserDeletionService } from '../../../src/accounts/deletion/user-deletion-service.ts';
import { createUserDeletionStore } from '../../../src/accounts/deletion/user-deletion-store.ts';
import { LocalEventBus } from '../../../src/events/local-event-bus.ts';
import { encodeGlobalId } from '../../../src/global-id.ts';
import { userProperty } from '../../../src/user-property.ts';
import { openAcknowledged, subscribe } from '../../support/clients/raw-socket.ts';
import { startServerWithProvider, startTestServer, type TestServer } from '../../support/lex/start-server.ts';
import {
  ask,
  bearer,
  callUntilGone,
  DELETE_ME,
  DELETE_USER,
  EVERYTHING,
  idOf,
  live,
  nothing,
  type Receipt,
  rowsOf,
  userOf,
} from './users.ts';

const ADMIN_KEY = 'an-administrators-key-of-more-than-32-characters';

describe('where keys are asked for', () => {
  let lex: TestServer;
  let socketUrl: string;
  beforeAll(async () => {
    lex = await startTestServer({ LEX_AUTH: 'keys', LEX_ADMIN_KEY: ADMIN_KEY });
    socketUrl = `${lex.url.replace('http', 'ws')}/graphql`;
  });

  const refusal = async (key: string, query: string, variables: object) => {
    const { errors } = await lex.client.answer(query, variables, bearer(key));
    return errors?.[0]?.extensions?.code;
  };

  it('deleteMe deletes all of the viewer, and nothing of anybody else', async () => {
    const [mia, bo] = [await userOf(lex, 'Mia'), await userOf(lex, 'Bo')];
    const [ids, bosIds] = [await live(lex, mia), await live(lex, bo)];
    const [miasId, bosId] = [await idOf(lex, mia), await idOf(lex, bo)];
    const list = '{ conversations { totalCount } memories { totalCount } }';
    await ask(lex, mia, list);
    const socket = await openAcknowledged({ socketUrl }, bearer(mia));
    socket.send(subscribe('1', 'subscription { jobUpdated { id } }'));
    socket.send(subscribe('2', 'subscription { conversationsChanged { kind id: conversationId } }'));
    const settled = async () => expect(await lex.database.prisma.job.count({ where: { finishedAt: null } })).toBe(0);
    await vi.waitFor(settled);
    const before = await rowsOf(lex.database, miasId);
    const bosBefore = await rowsOf(lex.database, bosId);

    const { deleteMe } = await ask<{ deleteMe: Receipt }>(lex, mia, DELETE_ME, { confirm: EVERYTHING });
    expect(deleteMe).toEqual({
      conversations: before['Conversation'],
      messages: before['Message'],
      memories: before['Memory'],
      jobs: before['Job'],
      apiKeys: before['ApiKey'],
    });
    expect(deleteMe).toMatchObject({ conversations: 1, messages: 2, apiKeys: 1 });
    expect(deleteMe.memories).toBeGreaterThan(1);
    expect(await rowsOf(lex.database, miasId)).toEqual(nothing(before));
    expect(await rowsOf(lex.database, bosId)).toEqual(bosBefore);
    expect(await socket.closed).toBe(4401);
    expect(await refusal(mia, list, {})).toBe('UNAUTHENTICATED');

    // Who has the same name is somebody else, for whom nothing is recalled and no reply can be followed.
    const again = await userOf(lex, 'Mia');
    expect(await idOf(lex, again)).not.toBe(miasId);
    const { recall } = await ask<{ recall: unknown[] }>(lex, again, '{ recall(query: "boat anchor sail") { score } }');
    expect(recall).toEqual([]);
    const followed = await lex.client.answer(
      'query ($id: ID!) { message(id: $id) { id } }',
      { id: ids.reply.id },
      bearer(again),
    );
    expect(followed.data).toEqual({ message: null });
    expect(await ask(lex, bo, '{ recall(query: "anchor") { memory { content } } }')).toEqual({
      recall: [{ memory: { content: 'the anchor weighs nine kilos' } }],
    });
    expect(await ask(lex, bo, 'query ($id: ID!) { message(id: $id) { id } }', { id: bosIds.reply.id })).toEqual({
      message: { id: bosIds.reply.id },
    });
    // The index itself holds as many memories as the database.
    await lex.server.app.memory
      .check({
        ownerId: miasId,
        mayLoad: false,
        signal: new AbortController().signal,
        onProgress: async () => undefined,
      })
      .then(({ different }) => expect(different).toBe(0));
  });

  it('deleteMe takes its words of confirmation, and a key that may change things', async () => {
    const [eve, reader] = [await userOf(lex, 'Eve'), await userOf(lex, 'Eve', ['READ'])];
    await live(lex, eve);
    const before = await rowsOf(lex.database, await idOf(lex, eve));
    for (const confirm of ['', 'yes', `${EVERYTHING} `, EVERYTHING.toUpperCase()]) {
      expect(await refusal(eve, DELETE_ME, { confirm })).toBe('BAD_USER_INPUT');
    }
    expect(await refusal(reader, DELETE_ME, { confirm: EVERYTHING })).toBe('FORBIDDEN');
    expect(await refusal(eve, DELETE_USER, { id: encodeGlobalId('User', await idOf(lex, eve)) })).toBe('FORBIDDEN');
    expect(await rowsOf(lex.database, await idOf(lex, eve))).toMatchObject({
      Conversation: before['Conversation'],
      Memory: before['Memory'],
    });
  });

  it('an administrator deletes a user, once', async () => {
    const kim = await userOf(lex, 'Kim');
    await live(lex, kim);
    const id = await idOf(lex, kim);
    const { deleteUser } = await ask<{ deleteUser: Receipt }>(lex, ADMIN_KEY, DELETE_USER, {
      id: encodeGlobalId('User', id),
    });
    expect(deleteUser).toMatchObject({ conversations: 1, messages: 2, apiKeys: 1 });
    expect(await rowsOf(lex.database, id)).toEqual(nothing(await rowsOf(lex.database, id)));
    expect(await refusal(kim, '{ viewer { id } }', {})).toBe('UNAUTHENTICATED');
    expect(await refusal(ADMIN_KEY, DELETE_USER, { id: encodeGlobalId('User', id) })).toBe('NOT_FOUND');
    expect(await refusal(ADMIN_KEY, DELETE_USER, { id: 'tea' })).toBe('BAD_USER_INPUT');
  });

  it('what comes in while a user is deleted is stored before, or refused, and leaves nothing', async () => {
    const una = await userOf(lex, 'Una');
    const id = await idOf(lex, una);
    const conversation = (await live(lex, una)).conversation.id;
    const calls = [
      'mutation { chat(input: { message: "hello" }) { reply { id } } }',
      `mutation { chat(input: { message: "and then?", conversationId: "${conversation}" }) { reply { id } } }`,
      'mutation { remember(input: { content: "a boat has a keel" }) { id } }',
      'mutation { createConversation(title: "x") { id } }',
      'mutation { createApiKey(name: "x") { secret } }',
      'mutation { checkMemory { id } }',
      'mutation { updateViewer(drawsMemories: true) { id drawsMemories } }',
      '{ viewer { id drawsMemories } conversations { totalCount } }',
    ];
    const calling = Promise.all(calls.map((query) => callUntilGone(() => refusal(una, query, {}))));
    const deletion = await lex.server.app.deletion.delete(id, MACHINE);
    const codes = (await calling).flat();
    expect(deletion.conversations).toBeGreaterThan(0);
    // CONFLICT is a checkMemory, of which one may be open, or a reply too many in one conversation.
    const allowed = [undefined, 'NOT_FOUND', 'UNAUTHENTICATED', 'CONFLICT', 'RATE_LIMITED'];
    expect(codes.filter((code) => !allowed.includes(code))).toEqual([]);
    expect(await rowsOf(lex.database, id)).toEqual(nothing(await rowsOf(lex.database, id)));
  });

  it('a deletion that was broken off goes on when it is called again', async () => {
    const ola = await userOf(lex, 'Ola');
    const id = await idOf(lex, ola);
    await live(lex, ola);
    await vi.waitFor(async () =>
      expect(await lex.database.prisma.job.count({ where: { ownerId: id, finishedAt: null } })).toBe(0),
    );
    const before = await rowsOf(lex.database, id);
    const { app } = lex.server;
    const property = userProperty({
      ...app,
      replyLog: { delete: async () => undefined },
      log: pino({ level: 'silent' }),
    });
    const events = new LocalEventBus();
    const store = createUserDeletionStore(lex.database, createAuditStore(lex.database, { days: 90 }));
    const hasty = createUserDeletionService({ store, property, journal: app.journal, events, patienceMs: 0 });
    await expect(hasty.delete(id, MACHINE)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const left = await rowsOf(lex.database, id);
    expect(left).toMatchObject({ User: 1, Memory: 0, Conversation: before['Conversation'] });
    const receipt = await app.deletion.delete(id, MACHINE);
    expect(receipt).toMatchObject({ conversations: before['Conversation'], memories: 0, apiKeys: 1 });
    expect(await rowsOf(lex.database, id)).toEqual(nothing(before));
  });
});

it('what is being written is stopped, and its model call ended', async () => {
  const { lex, provider } = await startServerWithProvider({ LEX_MODEL: 'compatible/any' });
  provider.answerWith({ kind: 'text', pieces: ['one ', 'two ', 'three'] });
  provider.hold();
  const { data } = await lex.client.answer<{ chat: { reply: { id: string } } }>(
    'mutation { chat(input: { message: "count" }) { reply { id } } }',
  );
  const following = lex.followReply(data?.chat.reply.id ?? '').catch((error: unknown) => error);
  provider.release(1);
  await provider.until(() => provider.openStreams === 1);
  const { errors } = await lex.client.answer(DELETE_ME, { confirm: EVERYTHING });
  expect(errors).toBeUndefined();
  await provider.until(() => provider.openStreams === 0);
  await following;
  expect(await lex.database.prisma.message.count()).toBe(0);
  expect(await lex.database.prisma.job.count()).toBe(0);
});

it('without authentication the local user is there again at once, with nothing, and the server goes on', async () => {
  const lex = await startTestServer();
  const { prisma } = lex.database;
  const send = 'mutation { chat(input: { message: "remember that I row", waitMs: 60000 }) { reply { state } } }';
  await lex.client.answer(send);
  const socket = await openAcknowledged({ socketUrl: `${lex.url.replace('http', 'ws')}/graphql` });
  socket.send(subscribe('1', 'subscription { jobUpdated { id } }'));
  const { data } = await lex.client.answer<{ deleteMe: Receipt }>(DELETE_ME, { confirm: EVERYTHING });
  expect(data?.deleteMe).toMatchObject({ conversations: 1, messages: 2 });
  const rest = '{ viewer { name role drawsMemories } conversations { totalCount } memories { totalCount } }';
  expect(await lex.client.answer(rest)).toEqual({
    data: {
      viewer: { name: 'You', role: 'ADMIN', drawsMemories: true },
      conversations: { totalCount: 0 },
      memories: { totalCount: 0 },
    },
  });
  expect(await lex.client.answer(send)).toMatchObject({ data: { chat: { reply: { state: 'COMPLETED' } } } });
  expect(await prisma.user.count()).toBe(1);
  expect(await socket.next()).toMatchObject({ id: '1', type: 'next' });
});
