import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { MOST_SIBLINGS, siblingIdsOf } from '../../../src/chat/messages/sibling-store.ts';
import type { Database } from '../../../src/database/database.ts';
import { newViewer, openTestDatabase } from '../../support/lex/memory-node.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});

async function begin() {
  const { id: ownerId } = await newViewer(database);
  const conversationId = randomUUID();
  await database.prisma.conversation.create({ data: { id: conversationId, ownerId, title: 'A conversation' } });
  const add = async (parentId: string | null = null) => {
    const data = { conversationId, ownerId, parentId, role: 'USER', state: 'COMPLETED', content: 'hello' } as const;
    return database.prisma.message.create({ data: { ...data, id: randomUUID() } });
  };
  return { ownerId, add };
}

it('siblings share a parent, or are first messages of one conversation: oldest first, for each asked of', async () => {
  const [{ ownerId, add }, other] = [await begin(), await begin()];
  const first = await add();
  const [one, two] = [await add(first.id), await add(first.id)];
  const alone = await add(two.id);
  const second = await add();
  await other.add();
  const asked = [two, alone, second, first, one];
  expect(await siblingIdsOf(database, ownerId, asked)).toEqual([
    [one.id, two.id],
    [alone.id],
    [first.id, second.id],
    [first.id, second.id],
    [one.id, two.id],
  ]);
  // Somebody else's are as if they weren't there.
  expect(await siblingIdsOf(database, other.ownerId, [two])).toEqual([[two.id]]);
});

it('of very many it is the newest, and the one that is asked of', async () => {
  const { ownerId, add } = await begin();
  const first = await add();
  const all = [];
  for (let made = 0; made < MOST_SIBLINGS + 5; made++) all.push(await add(first.id));
  const [oldest, newest] = [all[0], all.at(-1)];
  if (!oldest || !newest) throw new Error('none were made');
  const ids = all.map(({ id }) => id);
  const [ofOldest, ofNewest] = await siblingIdsOf(database, ownerId, [oldest, newest]);
  expect(ofNewest).toEqual(ids.slice(-MOST_SIBLINGS));
  expect(ofOldest).toEqual([oldest.id, ...ids.slice(1 - MOST_SIBLINGS)]);
});
