import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import type { Viewer } from '../../../src/accounts/viewer.ts';
import { foldTitle } from '../../../src/chat/search/titles/title-search.ts';
import { foldSomeTitles, foldTitlesOf } from '../../../src/chat/search/titles/title-search-store.ts';
import type { Database } from '../../../src/database/database.ts';
import { newViewer, openTestDatabase } from '../../support/lex/memory-node.ts';

let database: Database;
let viewer: Viewer;
beforeAll(async () => {
  database = await openTestDatabase();
  viewer = await newViewer(database);
});

async function begin(title: string): Promise<string> {
  const id = randomUUID();
  await database.prisma.conversation.create({ data: { id, ownerId: viewer.id, title } });
  return id;
}
const foldedTitle = async (id: string) =>
  (await database.prisma.conversation.findUnique({ where: { id } }))?.foldedTitle;

it('titles of before are folded by the first search, and of very many the rest by the upkeep', async () => {
  const somebody = await newViewer(database);
  const data = Array.from({ length: 2_100 }, (_, n) => ({
    id: randomUUID(),
    ownerId: somebody.id,
    title: `ÄRGER ${n}`,
  }));
  await database.prisma.conversation.createMany({ data });
  await Promise.all([foldTitlesOf(database, somebody.id), foldTitlesOf(database, somebody.id)]);
  const folded = await database.prisma.conversation.count({
    where: { ownerId: somebody.id, foldedTitle: { not: null } },
  });
  expect(folded).toBeGreaterThanOrEqual(2_000);
  while (await foldSomeTitles(database));
  const where = { ownerId: somebody.id, foldedTitle: { startsWith: 'arger ' } };
  expect(await database.prisma.conversation.count({ where })).toBe(data.length);
});

it('a title that is changed by whoever knows nothing of it is folded again', async () => {
  const id = await begin('First');
  await foldTitlesOf(database, viewer.id);
  expect(await foldedTitle(id)).toBe('first');
  await database.pool.query(`UPDATE "Conversation" SET "title" = 'Zweite Übung' WHERE "id" = '${id}'`);
  expect(await foldedTitle(id)).toBeNull();
  await foldTitlesOf(database, viewer.id);
  expect(await foldedTitle(id)).toBe('zweite ubung');
});

it('what changes nothing of the title leaves it folded', async () => {
  const id = await begin('Third');
  await foldTitlesOf(database, viewer.id);
  await database.pool.query(`UPDATE "Conversation" SET "title" = 'Third', "updatedAt" = now() WHERE "id" = '${id}'`);
  expect(await foldedTitle(id)).toBe('third');
});

it.each([
  ['64GB', '64 gb'],
  ['  64  GB ', '64 gb'],
  ['v2.14.0', 'v 2.14.0'],
  ['Ｆｕｌｌ', 'full'],
  ['❤️ Straße', '❤ strasse'],
  ['٦٤', '64'],
  ['हिन्दी', 'हिन्दी'],
])('%j is compared as %j', (title, folded) => {
  expect(foldTitle(title)).toBe(folded);
});
