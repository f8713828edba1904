import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { readSearchQuery } from '../../../src/chat/search/search-query.ts';
import { createSearchStore } from '../../../src/chat/search/search-store.ts';
import { textSearch } from '../../../src/chat/search/text-search.ts';
import { createWording } from '../../../src/chat/search/words/wording.ts';
import { startWordsUpkeep } from '../../../src/chat/search/words/words-upkeep.ts';
import { createWordsUpkeepStore } from '../../../src/chat/search/words/words-upkeep-store.ts';
import type { Database } from '../../../src/database/database.ts';
import { english } from '../../../src/language/terms/english.ts';
import { createSchedules } from '../../../src/time/schedules.ts';
import { atEnd } from '../../support/at-end.ts';
import { newViewer, openTestDatabase } from '../../support/lex/memory-node.ts';
import { sharedPostgres } from '../../support/servers/shared-postgres.ts';
import { whyNoPostgres } from '../../support/servers/start-postgres.ts';

async function onServer(): Promise<Database> {
  const postgres = await sharedPostgres();
  atEnd(() => postgres.close());
  return openTestDatabase(await postgres.createMigratedDatabase());
}

describe.each([
  { what: 'embedded', open: () => openTestDatabase(), missing: undefined },
  { what: 'PostgreSQL', open: onServer, missing: whyNoPostgres() },
])('what was said before there was a search, $what,', ({ what, open, missing }) => {
  let database: Database;
  let ownerId: string;
  beforeAll(async () => {
    if (missing === undefined) database = await open();
  });
  beforeEach(async ({ skip }) => {
    skip(missing !== undefined, missing);
    await database.pool.query('DELETE FROM "Message"');
    await unclaim(0n);
    ownerId = (await newViewer(database)).id;
  });

  const storeOf = (name = 'english') => createWordsUpkeepStore(database, createWording({ ...english, name }));
  /** As when the process that was at it has died, and its time is over. */
  const unclaim = (checkedTo?: bigint) =>
    database.prisma.wordsProgress.update({
      where: { id: 1 },
      data: { claimedUntil: new Date(0), ...(checkedTo === undefined ? {} : { checkedTo }) },
    });
  const checkedTo = async () => (await database.prisma.wordsProgress.findUniqueOrThrow({ where: { id: 1 } })).checkedTo;
  const wordedRows = () => database.prisma.messageWords.findMany({ orderBy: { number: 'asc' } });

  /** As older versions have stored it, long ago. @returns the numbers of the messages */
  async function say(...texts: readonly string[]): Promise<bigint[]> {
    const conversationId = randomUUID();
    await database.prisma.conversation.create({ data: { id: conversationId, ownerId, title: 'Said' } });
    const createdAt = new Date(Date.now() - 86_400_000);
    const message = { conversationId, ownerId, role: 'USER', state: 'COMPLETED', createdAt } as const;
    await database.prisma.message.createMany({
      data: texts.map((content) => ({ id: randomUUID(), content, ...message })),
    });
    const rows = await database.prisma.message.findMany({ where: { conversationId }, orderBy: { number: 'asc' } });
    return rows.map(({ number }) => number);
  }
  async function found(query: string): Promise<number> {
    const search = textSearch(ownerId, readSearchQuery(query, english), 'words');
    if (!search) return 0;
    return createSearchStore(database).count(
      { ownerId, search, conversationId: undefined, archived: undefined },
      1_000,
    );
  }

  it('goes on where a process stopped that was killed, and words each message once', async () => {
    const numbers = await say(...Array.from({ length: 450 }, (_, index) => `medlar ${index}`), '?!', '');
    const killed = storeOf();
    expect(await killed.claim()).toBe(0n);
    expect(await storeOf().claim()).toBeUndefined();
    const step = await killed.wordNext(0n);
    expect(step).toEqual({ last: numbers[199], settled: numbers[199], worded: 200 });
    await killed.note(numbers[199] ?? 0n);
    // It has begun another step, and noted nothing of it.
    await killed.wordNext(numbers[199] ?? 0n);
    const before = await wordedRows();
    expect(before).toHaveLength(400);

    await unclaim();
    const upkeep = startWordsUpkeep({
      store: storeOf(),
      foldTitles: async () => false,
      schedules: createSchedules(),
      log: pino({ level: 'silent' }),
    });
    onTestFinished(() => upkeep.close());
    await vi.waitFor(async () => expect(await checkedTo()).toBe(numbers.at(-1)));
    const after = await wordedRows();
    expect(after).toHaveLength(450);
    expect(after.slice(0, 400)).toEqual(before);
    expect(await found('medlars')).toBe(450);
  });

  it('looks again at messages of the last hour, which an older version may still write', async () => {
    const [first = 0n] = await say('an old quince');
    const [second = 0n] = await say('a young quince');
    await database.pool.query(`UPDATE "Message" SET "createdAt" = now() WHERE "number" = ${second}`);
    const store = storeOf();
    expect(await store.wordNext(0n)).toEqual({ last: second, settled: first, worded: 2 });
    expect(await store.wordNext(second)).toEqual({ last: undefined, settled: undefined, worded: 0 });
  });

  it('is made again when the language changes, and found meanwhile', async () => {
    await say('one more loquat');
    await storeOf().claim();
    await storeOf().wordNext(0n);
    await storeOf().note(1_000_000n);
    await unclaim();
    expect(await storeOf().claim()).toBe(1_000_000n);
    await unclaim();
    expect(await storeOf('german').claim()).toBe(0n);
    expect(await found('loquat')).toBe(1);
    expect(await storeOf('german').wordNext(0n)).toMatchObject({ worded: 1 });
    expect(await wordedRows()).toMatchObject([{ version: expect.stringMatching(/^german /) }]);
    expect(await found('loquat')).toBe(1);
  });

  it.runIf(what === 'PostgreSQL')('leaves a message alone that somebody changes at the same time', async () => {
    const [number] = await say('about damsons');
    const client = await database.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(`UPDATE "Message" SET "content" = 'about sloes' WHERE "number" = ${number}`);
      expect(await storeOf().wordNext(0n)).toMatchObject({ worded: 0 });
      await client.query('COMMIT');
    } finally {
      client.release();
    }
    expect(await found('damsons')).toBe(0);
    expect(await storeOf().wordNext(0n)).toMatchObject({ worded: 1 });
    expect(await found('sloes')).toBe(1);
  });
});
