import { beforeAll, expect, it } from 'vitest';
import { ChatDocument, MessageDocument, ReplyStreamDocument } from '../../../src/generated/graphql.ts';
import { collect } from '../../support/clients/subscription-client.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer();
});

it('what LEX is told in one conversation it quotes in another', async () => {
  const told = await lex.client.run(ChatDocument, {
    input: { message: 'remember that my sister lives in Oslo', waitMs: 10_000 },
  });
  expect(told.chat.reply).toMatchObject({ state: 'COMPLETED', model: 'local/lex' });
  const { message } = await lex.client.run(MessageDocument, { id: told.chat.message.id });
  expect(message?.memoriesMade).toEqual([{ id: expect.any(String), content: 'my sister lives in Oslo' }]);

  const asked = await lex.client.run(ChatDocument, { input: { message: 'Where does my sister live?' } });
  const events = await collect(lex.subscribe().run(ReplyStreamDocument, { messageId: asked.chat.reply.id }));
  const text = events.map(({ replyStream }) => replyStream.text ?? '').join('');
  const end = events.at(-1)?.replyStream;
  expect(end).toMatchObject({ kind: 'COMPLETED', message: { state: 'COMPLETED', content: text } });
  expect(text).toContain('my sister lives in Oslo');
  expect(end?.message?.memoriesUsed[0]).toMatchObject({
    memory: { content: 'my sister lives in Oslo' },
    reasons: expect.arrayContaining(['sister']),
  });
});
