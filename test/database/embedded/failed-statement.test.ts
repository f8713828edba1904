import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { ChatDocument } from '../../../src/generated/graphql.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer();
});

it('a statement that fails leaves those that were prepared before it working', async () => {
  const { prisma } = lex.database;
  const read = (id: string) => prisma.$queryRaw<{ id: string }[]>`SELECT ${id}::uuid AS id`;
  const id = randomUUID();
  for (let round = 0; round < 3; round++) {
    expect(await read(id)).toEqual([{ id }]);
    await expect(read('not an id')).rejects.toThrow();
    expect(await read(id)).toEqual([{ id }]);
    const { chat } = await lex.client.run(ChatDocument, { input: { message: 'hello', waitMs: 20_000 } });
    expect(chat.reply.state).toBe('COMPLETED');
  }
});
