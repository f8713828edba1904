import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import type { Viewer } from '../../../../src/accounts/viewer.ts';
import { createConversationStore } from '../../../../src/chat/conversations/conversation-store.ts';
import { watchConversation } from '../../../../src/chat/conversations/watching/watch-conversation.ts';
import { ANY_MESSAGE, conversationTopic } from '../../../../src/chat/messages/message-events.ts';
import { createMessageStore } from '../../../../src/chat/messages/message-store.ts';
import type { Database } from '../../../../src/database/database.ts';
import { NotFoundError } from '../../../../src/errors.ts';
import { LocalEventBus } from '../../../../src/events/local-event-bus.ts';
import { newViewer, openTestDatabase } from '../../../support/lex/memory-node.ts';

let database: Database;
let viewer: Viewer;
let conversationId: string;
let events: LocalEventBus;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  viewer = await newViewer(database);
  events = new LocalEventBus();
  onTestFinished(() => events.close());
  conversationId = randomUUID();
  await database.prisma.conversation.create({ data: { id: conversationId, ownerId: viewer.id, title: 'Watched' } });
});

async function add(content: string, state: 'PENDING' | 'COMPLETED' = 'COMPLETED'): Promise<string> {
  const id = randomUUID();
  await database.prisma.message.create({
    data: { id, conversationId, ownerId: viewer.id, role: 'ASSISTANT', state, content },
  });
  return id;
}

const told = (key: string) => events.publish(conversationTopic(conversationId), { key });

/** Watches, from when what is there is known. */
async function watch() {
  const watched = await watchConversation({
    conversationId,
    ownerId: viewer.id,
    conversations: createConversationStore(database),
    messages: createMessageStore(database),
    events,
    signal: new AbortController().signal,
  });
  const first = watched.next();
  return { watched, first };
}

it('what was added or changed while events were missed is told, once and in order; the rest is not', async () => {
  await add('old');
  const growing = await add('', 'PENDING');
  const { watched, first } = await watch();
  const marker = await add('marker');
  told(marker);
  expect((await first).value).toMatchObject({ content: 'marker' });
  await database.prisma.message.update({ where: { id: growing }, data: { state: 'COMPLETED', content: 'grown' } });
  await add('new');
  told(ANY_MESSAGE);
  expect((await watched.next()).value).toMatchObject({ content: 'grown' });
  expect((await watched.next()).value).toMatchObject({ content: 'new' });
  told(ANY_MESSAGE);
  told(await add('last'));
  expect((await watched.next()).value).toMatchObject({ content: 'last' });
});

it.each(['is told', 'is not told'])('ends when the conversation is deleted, also when that %s', async (how) => {
  const { watched, first } = await watch();
  told(await add('hello'));
  expect((await first).value).toMatchObject({ content: 'hello' });
  const rest = watched.next();
  await database.prisma.conversation.delete({ where: { id: conversationId } });
  if (how === 'is told') told(ANY_MESSAGE);
  expect(await rest).toEqual({ done: true, value: undefined });
  expect(events.subscriptions).toBe(0);
});

it('an edit of which nobody told is found after a while', async () => {
  const id = randomUUID();
  const { prisma } = database;
  const common = { conversationId, ownerId: viewer.id, role: 'USER', state: 'COMPLETED' } as const;
  await prisma.message.create({ data: { ...common, id, content: 'before' } });
  const { watched, first } = await watch();
  told(await add('hello'));
  expect((await first).value).toMatchObject({ content: 'hello' });
  await prisma.message.update({ where: { id }, data: { content: 'after' } });
  expect((await watched.next()).value).toMatchObject({ id, content: 'after' });
});

it('does not begin for a conversation that is not there', async () => {
  await database.prisma.conversation.delete({ where: { id: conversationId } });
  await expect(watch()).rejects.toThrow(NotFoundError);
});
