import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  DeleteConversationDocument,
  ForgetAllDocument,
  KeepMemoryDocument,
  MessageDocument,
  RecallDocument,
  RememberDocument,
  StatusDocument,
} from '../../../src/generated/graphql.ts';
import { encodeGlobalId, readId } from '../../../src/global-id.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';
import { extraction, factOf, memoryOf, recalled, remembered, say } from './extracted.ts';

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer();
});
beforeEach(async () => {
  await lex.client.run(ForgetAllDocument, { namespace: 'default' });
});

const deleteConversation = (id: string) => lex.client.run(DeleteConversationDocument, { id });
const versions = () => lex.database.prisma.memoryVersion.findMany();

/** What a message of its own said, and the global id of its memory. */
async function told(message: string): Promise<{ conversationId: string; id: string }> {
  const said = await say(lex, message);
  await extraction(lex, said);
  const { message: found } = await lex.client.run(MessageDocument, { id: said.messageId });
  return { conversationId: said.conversationId, id: found?.memoriesMade[0]?.id ?? '' };
}

describe('a deleted conversation', () => {
  it('takes what was extracted from it, from the database and from recall, and nothing else', async () => {
    const { conversationId } = await told('My sister lives in Oslo.');
    await told('My brother lives in Rome.');
    await lex.client.run(RememberDocument, { input: { content: 'the boat is in Bergen' } });
    await deleteConversation(conversationId);
    expect(await remembered(lex)).toEqual(['My brother lives in Rome', 'the boat is in Bergen']);
    expect(await recalled(lex, 'Where does my sister live? In Oslo?')).not.toContain('My sister lives in Oslo');
  });

  it('leaves what was asked to be remembered, and what is kept', async () => {
    const asked = await told('remember that my locker is 12');
    const kept = await told('My sister lives in Oslo.');
    expect((await memoryOf(lex, asked.id)).kept).toBe(true);
    expect((await memoryOf(lex, kept.id)).kept).toBe(false);
    const { keepMemory } = await lex.client.run(KeepMemoryDocument, { id: kept.id });
    expect(keepMemory).toMatchObject({ id: kept.id, kept: true });
    await deleteConversation(asked.conversationId);
    await deleteConversation(kept.conversationId);
    expect(await remembered(lex)).toEqual(['my locker is 12', 'My sister lives in Oslo']);
    expect(await memoryOf(lex, kept.id)).toMatchObject({ kept: true, source: null });
  });

  it('takes a memory that is no longer kept', async () => {
    const { id, conversationId } = await told('remember that my locker is 12');
    expect((await lex.client.run(KeepMemoryDocument, { id, kept: false })).keepMemory.kept).toBe(false);
    await deleteConversation(conversationId);
    expect(await remembered(lex)).toEqual([]);
  });

  it('takes what it said from the history of a memory that another conversation replaced', async () => {
    const older = await told('I live in Oslo.');
    const newer = await told('We moved to Bergen.');
    expect((await memoryOf(lex, newer.id)).history).toHaveLength(1);
    await deleteConversation(older.conversationId);
    expect(await memoryOf(lex, newer.id)).toMatchObject({ content: 'We moved to Bergen', history: [] });
    await deleteConversation(newer.conversationId);
    expect(await versions()).toEqual([]);
  });

  it('whose deletion was cut short has its memories deleted by the sweep', async () => {
    const { conversationId } = await told('My sister lives in Oslo.');
    await told('remember that my locker is 12');
    const id = readId('Conversation', conversationId);
    await lex.database.prisma.conversation.delete({ where: { id } });
    await lex.server.app.memory.sweep();
    expect(await remembered(lex)).toEqual(['my locker is 12']);
    expect(await recalled(lex, 'Where does my sister live? In Oslo?')).toEqual([]);
  });
});

describe('keepMemory', () => {
  it('refuses to let go of what has no conversation to go with, and says what to do', async () => {
    const { remember } = await lex.client.run(RememberDocument, { input: { content: 'the boat is in Bergen' } });
    const refusal = lex.client.run(KeepMemoryDocument, { id: remember.id, kept: false });
    await expect(refusal).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('forget it') });
    expect((await memoryOf(lex, remember.id)).kept).toBe(true);
  });

  it('knows only the viewer’s memories', async () => {
    const stranger = await lex.database.prisma.user.create({ data: { id: randomUUID(), name: 'Somebody' } });
    const theirs = await lex.server.app.memory.remember(stranger, { content: 'their otter' });
    for (const id of [randomUUID(), theirs.id]) {
      const refusal = lex.client.run(KeepMemoryDocument, { id: encodeGlobalId('Memory', id), kept: true });
      await expect(refusal).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});

it('what an app remembers under the key of an extracted fact is the app’s own from then on', async () => {
  const { id, conversationId } = await told('I live in Oslo.');
  const { remember } = await lex.client.run(RememberDocument, {
    input: { key: 'chat/home', content: 'Lives in Rome' },
  });
  expect(remember.id).toBe(id);
  expect(await memoryOf(lex, id)).toMatchObject({ content: 'Lives in Rome', kept: true, source: null });
  await deleteConversation(conversationId);
  expect(await remembered(lex)).toEqual(['Lives in Rome']);
});

describe('a memory that expires', () => {
  const expired = new Date(Date.now() - 1_000);

  it('is deleted by the sweep from the database and the engine, with its history', async () => {
    await told('I live in Oslo.');
    const { id } = await told('We moved to Bergen.');
    const where = { id: readId('Memory', id) };
    await lex.database.prisma.memory.update({ where, data: { expiresAt: expired } });
    const { memory } = lex.server.app;
    await lex.client.run(RecallDocument, { query: 'Bergen', limit: 1 });
    const before = (await lex.client.run(StatusDocument, {})).status.memory.items;
    await memory.sweep();
    expect(await lex.database.prisma.memory.findUnique({ where })).toBeNull();
    expect(await versions()).toEqual([]);
    await expect.poll(async () => (await lex.client.run(StatusDocument, {})).status.memory.items).toBe(before - 1);
  });

  it('is deleted with its history, and its key is free again', async () => {
    await told('I live in Oslo.');
    const { id } = await told('We moved to Bergen.');
    await lex.database.prisma.memory.update({
      where: { id: readId('Memory', id) },
      data: { expiresAt: expired },
    });
    // What the same key is remembered under has nothing of what was there before.
    await lex.client.run(RememberDocument, { input: { key: 'chat/home', content: 'Lives in Rome' } });
    expect(await versions()).toEqual([]);
    expect(await memoryOf(lex, id)).toMatchObject({ content: 'Lives in Rome', history: [] });
  });

  it('is no hindrance to a new fact about the same', async () => {
    await told('I live in Oslo.');
    const { id } = await told('We moved to Bergen.');
    await lex.database.prisma.memory.update({
      where: { id: readId('Memory', id) },
      data: { expiresAt: expired },
    });
    const { app } = lex.server;
    const fact = await factOf(lex, await say(lex, 'hello'), { content: 'I live in Rome', subject: 'home' });
    expect(await app.memory.keepFact(app.viewer, fact)).toMatchObject({ kind: 'added' });
    expect(await remembered(lex)).toEqual(['I live in Rome']);
    expect(await versions()).toEqual([]);
  });
});

// The last: what memory holds of somebody who has gone leaves whenever that is noticed, and others count what it holds.
it('a deleted user takes everything: memories, kept or not, and their history', async () => {
  const { prisma } = lex.database;
  const { id } = await prisma.user.create({ data: { id: randomUUID(), name: 'Somebody' } });
  const viewer = { id, name: 'Somebody', role: 'USER' } as const;
  const { app } = lex.server;
  await app.memory.remember(viewer, { content: 'the boat is in Bergen' });
  for (const message of ['I live in Oslo', 'We moved to Bergen']) {
    const { job } = await app.turns.send(viewer.id, { message });
    await app.jobs.whenEnded(viewer.id, job.id, 120_000);
  }
  expect(await prisma.memoryVersion.count({ where: { memory: { ownerId: id } } })).toBe(1);
  await prisma.user.delete({ where: { id } });
  expect(await prisma.memory.count({ where: { ownerId: id } })).toBe(0);
  expect(await prisma.message.count({ where: { ownerId: id } })).toBe(0);
  expect(await versions()).toEqual([]);
});
