import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { encodeGlobalId } from '../../src/global-id.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

const MOST = 10_000;
const LISTS = ['conversations', 'jobs', 'memories', 'documents', 'users', 'userJobs', 'auditLog'];

let lex: TestServer;
let ownerId: string;
beforeAll(async () => {
  lex = await startTestServer();
  ownerId = (await lex.database.prisma.user.findFirstOrThrow()).id;
});

async function counts(): Promise<Record<string, { totalCount: number; totalCountExact: boolean }>> {
  const query = `{ ${LISTS.map((list) => `${list}(first: 1) { totalCount totalCountExact }`).join(' ')} }`;
  const { data, errors } =
    await lex.client.answer<Record<string, { totalCount: number; totalCountExact: boolean }>>(query);
  expect(errors).toBeUndefined();
  return data ?? {};
}

it('every list says whether its count is exact', async () => {
  for (const [list, count] of Object.entries(await counts())) {
    expect([list, count.totalCountExact]).toEqual([list, true]);
    expect([list, count.totalCount]).toEqual([list, list === 'users' ? 1 : expect.any(Number)]);
  }
});

it('counting stops at a bound, at which it is still exact', async () => {
  const { pool } = lex.database;
  const id = randomUUID();
  await pool.query(`
    INSERT INTO "Conversation" ("id", "ownerId", "title")
    SELECT CASE WHEN n = 1 THEN '${id}'::uuid ELSE gen_random_uuid() END, '${ownerId}', 'Tea'
    FROM generate_series(1, ${MOST}) n`);
  await pool.query(`
    INSERT INTO "Message" ("id", "conversationId", "ownerId", "role", "state", "content")
    SELECT gen_random_uuid(), '${id}', '${ownerId}', 'USER', 'COMPLETED', '' FROM generate_series(1, ${MOST + 1})`);
  expect((await counts())['conversations']).toEqual({ totalCount: MOST, totalCountExact: true });
  await lex.client.answer('mutation { createConversation(title: "One more") { id } }');
  expect((await counts())['conversations']).toEqual({ totalCount: MOST, totalCountExact: false });
  const { data } = await lex.client.answer(
    'query ($id: ID!) { conversation(id: $id) { messages(first: 1) { totalCount totalCountExact } } }',
    { id: encodeGlobalId('Conversation', id) },
  );
  expect(data).toEqual({ conversation: { messages: { totalCount: MOST, totalCountExact: false } } });
});
