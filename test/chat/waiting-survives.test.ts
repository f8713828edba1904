import { expect, it } from 'vitest';
import { ChatDocument, JobDocument, MessageDocument, ReplyStreamDocument } from '../../src/generated/graphql.ts';
import { decodeGlobalId } from '../../src/global-id.ts';
import { startFakeProvider } from '../support/fake-provider.ts';
import { GraphqlClient } from '../support/graphql-client.ts';
import { startLex } from '../support/lex-process.ts';
import { startServerWithProvider } from '../support/start-server.ts';
import { collect, SubscriptionClient } from '../support/subscription-client.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { promptsOf } from './prompts.ts';

it('a reply that waits begins although whoever ended the one before told nobody', async () => {
  const { lex, provider } = await startServerWithProvider({ LEX_MODEL: 'compatible/any', LEX_ROLE: 'serve' });
  const send = async (input: { message: string; conversationId?: string }) =>
    (await lex.client.run(ChatDocument, { input })).chat;
  const first = await send({ message: 'one' });
  const second = await send({ message: 'two', conversationId: first.conversation.id });
  const { prisma } = lex.database;
  // As a process leaves it that stored the end and died.
  const [jobId, replyId] = [first.job.id, first.reply.id].map((id) => decodeGlobalId(id).id);
  await prisma.$executeRaw`
    WITH ended AS (UPDATE "Job" SET "state" = 'COMPLETED', "attempts" = 1, "finishedAt" = now() WHERE "id" = ${jobId}::uuid)
    UPDATE "Message" SET "state" = 'COMPLETED', "attempt" = 1, "content" = 'It was.' WHERE "id" = ${replyId}::uuid`;
  await lex.server.app.work();
  expect((await lex.followReply(second.reply.id)).at(-1)?.kind).toBe('COMPLETED');
  expect(promptsOf(provider)).toEqual([['user: one', 'assistant: It was.', 'user: two']]);
});

it('replies that wait when a server is killed are written in their order by the next', async () => {
  const provider = await startFakeProvider();
  const environment = {
    LEX_DATA_DIR: await temporaryDirectory(),
    LEX_MODEL: 'compatible/any',
    COMPATIBLE_BASE_URL: provider.url,
  };
  const killed = await startLex(environment);
  const client = new GraphqlClient(killed.url);
  await client.answer('mutation { updateViewer(drawsMemories: false) { id } }');
  provider.hold();
  const { chat: first } = await client.run(ChatDocument, { input: { message: 'one' } });
  await provider.until(() => provider.openStreams === 1);
  const input = { message: 'two', conversationId: first.conversation.id };
  const { chat: second } = await client.run(ChatDocument, { input });
  killed.kill('SIGKILL');
  await killed.exited;
  provider.releaseAll();
  const next = await startLex(environment);
  const socket = new SubscriptionClient(next.url);
  const events = await collect(socket.run(ReplyStreamDocument, { messageId: second.reply.id, after: null }));
  expect(events.at(-1)?.replyStream.kind).toBe('COMPLETED');
  await socket.close();
  expect(promptsOf(provider).at(-1)).toEqual(['user: one', 'assistant: Hello from the fake provider.', 'user: two']);
  const again = new GraphqlClient(next.url);
  expect((await again.run(MessageDocument, { id: first.reply.id })).message?.state).toBe('COMPLETED');
  expect((await again.run(JobDocument, { id: second.job.id })).job?.attempts).toBe(1);
  await provider.close();
}, 180_000);
