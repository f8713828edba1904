import { beforeAll, expect, it } from 'vitest';
import {
  ChatDocument,
  ConversationUpdatedDocument,
  DeleteConversationDocument,
  JobProgressDocument,
  ReplyStreamDocument,
} from '../../../../src/generated/graphql.ts';
import { collect, until } from '../../../support/clients/subscription-client.ts';
import { startServerWithProvider, type TestServer } from '../../../support/lex/start-server.ts';
import type { FakeProvider } from '../../../support/models/fake-provider.ts';

let lex: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  ({ lex, provider } = await startServerWithProvider({ LEX_MODEL: 'compatible/any' }));
});

/** Reads server-sent events until the stream ends. */
async function overSse(query: string, variables: object): Promise<string> {
  const response = await fetch(`${lex.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query, variables }),
  });
  return response.text();
}

it('whoever watches a conversation, a reply in it or its job is let go when it is deleted', async () => {
  provider.hold();
  provider.release(1);
  const { chat } = await lex.client.run(ChatDocument, { input: { message: 'one' } });
  const id = chat.conversation.id;
  const { chat: waiting } = await lex.client.run(ChatDocument, { input: { message: 'two', conversationId: id } });
  const socket = lex.subscribe();
  const reply = socket.run(ReplyStreamDocument, { messageId: chat.reply.id });
  await until(reply, ({ replyStream }) => replyStream.kind === 'DELTA');
  const watched = socket.run(ConversationUpdatedDocument, { id });
  const first = watched.next();
  const overHttp = overSse(ConversationUpdatedDocument.toString(), { id });
  const job = collect(socket.run(JobProgressDocument, { id: waiting.job.id }));
  const waitingReply = collect(socket.run(ReplyStreamDocument, { messageId: waiting.reply.id }));
  await lex.client.run(DeleteConversationDocument, { id });
  await first;
  await collect(watched);
  expect(await overHttp).toMatch(/event: complete/);
  expect((await job).at(-1)?.jobProgress.state).toBe('CANCELLED');
  expect((await collect(reply)).at(-1)?.replyStream.kind).toBe('STOPPED');
  // What was never begun may have gone before its end was read.
  await waitingReply.then(
    (events) => expect(events.at(-1)?.replyStream.kind).toBe('STOPPED'),
    (error: unknown) => expect(error).toMatchObject({ code: 'NOT_FOUND' }),
  );
  provider.releaseAll();
});
