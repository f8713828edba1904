import { beforeAll, describe, expect, it } from 'vitest';
import {
  ChatDocument,
  CreateConversationDocument,
  JobDocument,
  JobsDocument,
  MemoryHistoryDocument,
  MessageDocument,
  UpdateViewerDocument,
} from '../../src/operations/graphql.ts';
import { startTestServer, type TestServer } from '../support/start-server.ts';

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer();
});

it('x', async () => {
  const told = await lex.client.run(ChatDocument, {
    input: { message: 'I live in Oslo, what time is it?', waitMs: 10_000 },
  });
  expect(told.chat.reply).toMatchObject({ state: 'COMPLETED', model: 'local/lex' });
  await new Promise((r) => setTimeout(r, 1500));
  const { message } = await lex.client.run(MessageDocument, { id: told.chat.message.id });
  console.log(JSON.stringify(message), JSON.stringify(await lex.client.run(JobsDocument, {})));
  console.log(lex.logLines.filter((l) => Number(l['level']) > 30));
  const again = await lex.client.run(ChatDocument, { input: { message: 'we moved to Bergen', waitMs: 10_000 } });
  const m2 = (await lex.client.run(MessageDocument, { id: again.chat.message.id })).message;
  console.log(JSON.stringify(m2));
  console.log(JSON.stringify(await lex.client.run(MemoryHistoryDocument, { id: m2?.memoriesMade[0]?.id ?? '' })));
});
