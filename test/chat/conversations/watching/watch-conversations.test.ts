import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import type { Viewer } from '../../../../src/accounts/viewer.ts';
import {
  conversationsTopic,
  publishBegun,
  publishConversation,
} from '../../../../src/chat/conversations/watching/conversation-events.ts';
import {
  type ConversationVersionStore,
  createConversationVersionStore,
} from '../../../../src/chat/conversations/watching/conversation-version-store.ts';
import {
  type ConversationsChange,
  watchConversations,
} from '../../../../src/chat/conversations/watching/watch-conversations.ts';
import type { Database } from '../../../../src/database/database.ts';
import { LocalEventBus } from '../../../../src/events/local-event-bus.ts';
import { newViewer, openTestDatabase } from '../../../support/lex/memory-node.ts';

/** More than are compared. */
const MANY = 60;

let database: Database;
let viewer: Viewer;
let events: LocalEventBus;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  viewer = await newViewer(database);
  events = new LocalEventBus();
  onTestFinished(() => events.close());
});

async function add(title: string): Promise<string> {
  const id = randomUUID();
  await database.prisma.conversation.create({ data: { id, ownerId: viewer.id, title } });
  return id;
}

async function addMany(): Promise<readonly string[]> {
  const ids = Array.from({ length: MANY }, () => randomUUID());
  const rows = ids.map((id, index) => ({ id, ownerId: viewer.id, title: `old ${index}` }));
  await database.prisma.conversation.createMany({ data: rows });
  return ids;
}

async function say(conversationId: string): Promise<void> {
  const data = { id: randomUUID(), conversationId, ownerId: viewer.id, content: 'hello' };
  await database.prisma.message.create({ data: { ...data, role: 'USER', state: 'COMPLETED' } });
  await database.prisma.$executeRaw`
    UPDATE "Conversation" SET "activity" = nextval('"Conversation_activity_seq"') WHERE "id" = ${conversationId}::uuid`;
}

const rename = (id: string, title: string) => database.prisma.conversation.update({ where: { id }, data: { title } });
const remove = (id: string) => database.prisma.conversation.delete({ where: { id } });
const missed = () => events.publish(conversationsTopic(viewer.id), conversationsTopic(viewer.id).missed);

/** Watches, and resolves when what is there is known: `next` gives a change as its kind and title. */
async function watch(rereadMs?: number) {
  let ready = () => {};
  const known = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const store: ConversationVersionStore = createConversationVersionStore(database);
  const client = new AbortController();
  const watched = await watchConversations({
    ownerId: viewer.id,
    versions: {
      ...store,
      async newestVersions(ownerId, limit) {
        const found = await store.newestVersions(ownerId, limit);
        ready();
        return found;
      },
    },
    events,
    signal: client.signal,
    ...(rereadMs === undefined ? {} : { rereadMs }),
  });
  const waiting: Promise<IteratorResult<ConversationsChange>>[] = [watched.next()];
  await known;
  return {
    async next() {
      const { value } = await (waiting.shift() ?? watched.next());
      const { kind, conversation, id } = value ?? {};
      return [kind, conversation?.title ?? id];
    },
    abort: () => client.abort(),
  };
}

it('what is told is what became of each conversation, and nothing of somebody else’s', async () => {
  const old = await add('old');
  const { next } = await watch();
  const made = await add('made');
  publishBegun(events, viewer.id, made);
  expect(await next()).toEqual(['ADDED', 'made']);
  await rename(old, 'renamed');
  publishConversation(events, viewer.id, old);
  expect(await next()).toEqual(['CHANGED', 'renamed']);
  await say(made);
  publishConversation(events, viewer.id, made);
  expect(await next()).toEqual(['CHANGED', 'made']);
  await remove(old);
  publishConversation(events, viewer.id, old);
  expect(await next()).toEqual(['GONE', old]);

  const other = await newViewer(database);
  const theirs = randomUUID();
  await database.prisma.conversation.create({ data: { id: theirs, ownerId: other.id, title: 'theirs' } });
  publishBegun(events, other.id, theirs);
  missed();
  publishBegun(events, viewer.id, await add('last'));
  expect(await next()).toEqual(['ADDED', 'last']);
});

it('what changed while events were missed is told once, the last spoken in last; the rest is not', async () => {
  const [old, spoken, gone] = [await add('old'), await add('spoken'), await add('gone')];
  await add('the same');
  const { next } = await watch();
  await rename(old, 'renamed');
  await add('new');
  await say(spoken);
  await remove(gone);
  missed();
  expect(await next()).toEqual(['GONE', gone]);
  expect(await next()).toEqual(['CHANGED', 'renamed']);
  expect(await next()).toEqual(['ADDED', 'new']);
  expect(await next()).toEqual(['CHANGED', 'spoken']);

  // Events that come late tell nothing that is known.
  for (const id of [old, spoken, gone]) publishConversation(events, viewer.id, id);
  missed();
  publishBegun(events, viewer.id, await add('last'));
  expect(await next()).toEqual(['ADDED', 'last']);
});

it('a title or a deletion of which nobody told is found after a while', async () => {
  const [old, gone] = [await add('old'), await add('gone')];
  const { next } = await watch(10);
  await rename(old, 'renamed');
  expect(await next()).toEqual(['CHANGED', 'renamed']);
  await remove(gone);
  expect(await next()).toEqual(['GONE', gone]);
});

it('a change that came between the subscription and the first look is told', async () => {
  const old = await add('old');
  const early = await watchConversations({
    ownerId: viewer.id,
    versions: {
      ...createConversationVersionStore(database),
      async newestVersions(ownerId, limit) {
        const made = await add('made meanwhile');
        publishBegun(events, viewer.id, made);
        publishConversation(events, viewer.id, old);
        return createConversationVersionStore(database).newestVersions(ownerId, limit);
      },
    },
    events,
    signal: new AbortController().signal,
  });
  expect((await early.next()).value).toMatchObject({ kind: 'ADDED', conversation: { title: 'made meanwhile' } });
  expect((await early.next()).value).toMatchObject({ kind: 'CHANGED', id: old });
});

it('of a long list the ones below those compared are changed, not added, and can go', async () => {
  const [oldest = '', older = '', ...rest] = await addMany();
  const { next } = await watch();
  await rename(oldest, 'renamed');
  publishConversation(events, viewer.id, oldest);
  expect(await next()).toEqual(['CHANGED', 'renamed']);
  await remove(older);
  publishConversation(events, viewer.id, older);
  expect(await next()).toEqual(['GONE', older]);

  // The ones that come into the newest fifty because others have gone are no news.
  const newest = rest.slice(-20);
  await database.prisma.conversation.deleteMany({ where: { id: { in: newest } } });
  missed();
  const gone = new Set<string | undefined>();
  for (let told = 0; told < newest.length; told++) {
    const [kind, id] = await next();
    expect(kind).toBe('GONE');
    gone.add(id);
  }
  expect(gone).toEqual(new Set(newest));
  publishBegun(events, viewer.id, await add('last'));
  expect(await next()).toEqual(['ADDED', 'last']);
  missed();
  await say(rest[0] ?? '');
  publishConversation(events, viewer.id, rest[0] ?? '');
  expect(await next()).toEqual(['CHANGED', 'old 2']);
});

it('ends with its signal, and leaves no subscription behind', async () => {
  const { next, abort } = await watch();
  expect(events.subscriptions).toBe(1);
  abort();
  expect(await next()).toEqual([undefined, undefined]);
  expect(events.subscriptions).toBe(0);
});

it('an event is the same after its way to another process as text', () => {
  const topic = conversationsTopic(viewer.id);
  const event = { key: 'x', conversationId: randomUUID(), begun: true };
  expect(topic.read(JSON.parse(JSON.stringify(event)))).toEqual(event);
  expect(topic.read(JSON.parse(JSON.stringify(topic.missed)))).toEqual(topic.missed);
  expect(topic.read({ ...event, conversationId: 'x' })).toBeUndefined();
});
