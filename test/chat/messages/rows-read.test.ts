import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createConversationVersionStore } from '../../../src/chat/conversations/watching/conversation-version-store.ts';
import { createMessageStore } from '../../../src/chat/messages/message-store.ts';
import type { Database } from '../../../src/database/database.ts';
import { Prisma } from '../../../src/generated/prisma/client.ts';
import { atEnd } from '../../support/at-end.ts';
import { newViewer, openTestDatabase } from '../../support/lex/memory-node.ts';
import { sharedPostgres } from '../../support/servers/shared-postgres.ts';
import { whyNoPostgres } from '../../support/servers/start-postgres.ts';

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

async function postgresUrl(): Promise<string> {
  const postgres = await sharedPostgres();
  atEnd(() => postgres.close());
  return postgres.createMigratedDatabase();
}

describe.each([
  { where: 'in the embedded database', urlOf: async () => undefined, missing: undefined },
  { where: 'on PostgreSQL', urlOf: postgresUrl, missing: whyNoPostgres() },
])('$where', ({ urlOf, missing }) => {
  let database: Database;
  let ownerId: string;
  let conversationId: string;
  /** How many messages each statement has read since the test began. */
  let read: number[] = [];
  let watched: Pick<Database, 'prisma' | 'run'>;

  beforeAll(async () => {
    if (missing !== undefined) return;
    database = await openTestDatabase(await urlOf());
    const { prisma } = database;
    ({ id: ownerId } = await newViewer(database));
    const conversations = Array.from({ length: 10 }, () => ({ id: randomUUID(), ownerId, title: 'A conversation' }));
    await prisma.conversation.createMany({ data: conversations });
    conversationId = conversations[4]?.id ?? '';
    // A chain of messages in each, one conversation after the other.
    for (const { id } of conversations) {
      await prisma.$executeRaw`
        INSERT INTO "Message" ("id", "conversationId", "ownerId", "parentId", "role", "state", "content")
        SELECT md5(${id} || n)::uuid, ${id}::uuid, ${ownerId}::uuid,
          CASE WHEN n > 1 THEN md5(${id} || (n - 1))::uuid END,
          CASE n % 2 WHEN 1 THEN 'USER' ELSE 'ASSISTANT' END::"MessageRole", 'COMPLETED', repeat('hello ', 20)
        FROM generate_series(1, ${MESSAGES}::int) AS n`;
    }
    // As it does by itself after a while.
    await prisma.$executeRaw`ANALYZE`;
    const countRead = async (statement: Prisma.Sql) => {
      const rows = explained.parse(await prisma.$queryRaw(Prisma.sql`EXPLAIN (ANALYZE, FORMAT JSON) ${statement}`));
      read.push(rowsRead(rows[0]?.['QUERY PLAN'][0]?.Plan ?? plan.parse({})));
    };
    watched = {
      prisma: new Proxy(prisma, {
        get(target, name) {
          if (name !== '$queryRaw') return Reflect.get(target, name);
          return async (strings: TemplateStringsArray, ...values: unknown[]) => {
            const statement = Prisma.sql(strings, ...values);
            await countRead(statement);
            return prisma.$queryRaw(statement);
          };
        },
      }),
      async run(statement) {
        await countRead(statement);
        return database.run(statement);
      },
    };
  });
  beforeEach(({ skip }) => {
    skip(missing !== undefined, missing);
    read = [];
  });

  it('a page from the end of a long conversation reads as many messages as it has, and one more', async () => {
    const { pagesOf } = createMessageStore(watched);
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
    const { pagesOf, siblingIdsOf } = createMessageStore(watched);
    const first = { from: 'start', limit: PAGE, after: undefined, before: undefined } as const;
    const [found] = await pagesOf(ownerId, [conversationId], first);
    expect(await siblingIdsOf(ownerId, found?.rows ?? [])).toEqual(found?.rows.map(({ id }) => [id]));
    expect(read).toEqual([PAGE + 1, PAGE]);
  });

  it('to compare a list, the newest message of each conversation is read', async () => {
    const { newestVersions } = createConversationVersionStore(watched);
    expect(await newestVersions(ownerId, 5)).toHaveLength(5);
    expect(read).toEqual([5]);
  });
});
