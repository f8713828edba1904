import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { createConversationVersionStore } from '../../../src/chat/conversations/watching/conversation-version-store.ts';
import { createMessageStore } from '../../../src/chat/messages/message-store.ts';
import type { Database } from '../../../src/database/database.ts';
import { Prisma } from '../../../src/generated/prisma/client.ts';
import { newViewer, openTestDatabase } from '../../support/lex/memory-node.ts';

const MESSAGES = 1_000;
const PAGE = 30;

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string | undefined;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number | undefined;
  readonly Plans?: readonly Plan[] | undefined;
}
const plan: z.ZodType<Plan> = z.lazy(() =>
  z.object({
    'Node Type': z.string(),
    'Relation Name': z.string().optional(),
    'Actual Rows': z.number(),
    'Actual Loops': z.number(),
    'Rows Removed by Filter': z.number().optional(),
    Plans: z.array(plan).optional(),
  }),
);
const explained = z.array(z.object({ 'QUERY PLAN': z.array(z.object({ Plan: plan })) }));

/** How many messages the scans of a plan have read, with those that they have left out. */
function rowsRead(node: Plan): number {
  const own =
    node['Relation Name'] === 'Message'
      ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
      : 0;
  return (node.Plans ?? []).reduce((sum, each) => sum + rowsRead(each), own);
}

let database: Database;
let ownerId: string;
let conversationId: string;
/** How many messages each statement has read since the test began. */
let read: number[] = [];
let watched: Database['prisma'];

beforeAll(async () => {
  database = await openTestDatabase();
  const { prisma } = database;
  ({ id: ownerId } = await newViewer(database));
  const conversations = Array.from({ length: 10 }, () => ({ id: randomUUID(), ownerId, title: 'A conversation' }));
  await prisma.conversation.createMany({ data: conversations });
  conversationId = conversations[4]?.id ?? '';
  for (const { id } of conversations) {
    const ids = Array.from({ length: MESSAGES }, () => randomUUID());
    const data = ids.map((each, index) => ({
      id: each,
      conversationId: id,
      ownerId,
      parentId: ids[index - 1] ?? null,
      role: index % 2 ? ('ASSISTANT' as const) : ('USER' as const),
      state: 'COMPLETED' as const,
      content: 'hello '.repeat(20),
    }));
    await prisma.message.createMany({ data });
  }
  // As it does by itself after a while.
  await prisma.$executeRaw`ANALYZE`;
  watched = new Proxy(prisma, {
    get(target, name) {
      if (name !== '$queryRaw') return Reflect.get(target, name);
      return async (strings: TemplateStringsArray, ...values: unknown[]) => {
        const statement = Prisma.sql(strings, ...values);
        const rows = explained.parse(await prisma.$queryRaw(Prisma.sql`EXPLAIN (ANALYZE, FORMAT JSON) ${statement}`));
        read.push(rowsRead(rows[0]?.['QUERY PLAN'][0]?.Plan ?? plan.parse({})));
        return prisma.$queryRaw(statement);
      };
    },
  });
});
beforeEach(() => {
  read = [];
});

it('a page from the end of a long conversation reads as many messages as it has, and one more', async () => {
  const { pagesOf } = createMessageStore({ prisma: watched, run: database.run });
  let before: bigint | undefined;
  for (let page = 0; page < 3; page++) {
    const request = { from: 'end', limit: PAGE, after: undefined, before } as const;
    const [found] = await pagesOf(ownerId, [conversationId], request);
    expect(found?.rows).toHaveLength(PAGE);
    before = found?.rows[0]?.number;
  }
  expect(read).toEqual([PAGE + 1, PAGE + 1, PAGE + 1]);
});

it('the siblings of a page are looked up', async () => {
  const { pagesOf, siblingIdsOf } = createMessageStore({ prisma: watched, run: database.run });
  const first = { from: 'start', limit: PAGE, after: undefined, before: undefined } as const;
  const [found] = await pagesOf(ownerId, [conversationId], first);
  expect(await siblingIdsOf(ownerId, found?.rows ?? [])).toEqual(found?.rows.map(({ id }) => [id]));
  expect(read).toEqual([PAGE + 1, PAGE]);
});

it('to compare a list, the newest message of each conversation is read', async () => {
  const { newestVersions } = createConversationVersionStore({ prisma: watched });
  expect(await newestVersions(ownerId, 5)).toHaveLength(5);
  expect(read).toEqual([5]);
});
