import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import {
  ChatDocument,
  DeleteConversationDocument,
  JobDocument,
  MessageDocument,
  RegenerateReplyDocument,
} from '../../../src/generated/graphql.ts';
import { createEndedJobStore } from '../../../src/jobs/ended/ended-job-store.ts';
import { GraphqlRefusal } from '../../support/clients/graphql-client.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';

const RETRIES = 50;

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer();
});

const counts = async () => {
  const { prisma } = lex.database;
  const [conversations, messages, jobs] = await Promise.all([
    prisma.conversation.count(),
    prisma.message.count(),
    prisma.job.count(),
  ]);
  return { conversations, messages, jobs };
};

async function added(work: () => Promise<unknown>) {
  const before = await counts();
  await work();
  const after = await counts();
  return {
    conversations: after.conversations - before.conversations,
    messages: after.messages - before.messages,
    jobs: after.jobs - before.jobs,
  };
}

it('one message, one reply and one job come of 50 concurrent calls with the same key', async () => {
  const input = { message: 'hello', idempotencyKey: randomUUID() };
  const answers = new Set<string>();
  const stored = await added(() =>
    Promise.all(
      Array.from({ length: RETRIES }, async () => {
        const { chat } = await lex.client.run(ChatDocument, { input });
        answers.add([chat.conversation.id, chat.message.id, chat.reply.id, chat.job.id].join());
      }),
    ),
  );
  expect(answers.size).toBe(1);
  expect(stored).toEqual({ conversations: 1, messages: 2, jobs: 1 });
});

it('a retry after the reply was written gets that reply, wherever it now stands', async () => {
  const input = { message: 'hello', idempotencyKey: randomUUID(), waitMs: 10_000 };
  const first = await lex.client.run(ChatDocument, { input });
  const again = await lex.client.run(ChatDocument, { input });
  expect(again.chat).toEqual(first.chat);
  expect(again.chat.reply.state).toBe('COMPLETED');
});

it('within a conversation too: 50 retries of an answer to it add one turn', async () => {
  const { chat } = await lex.client.run(ChatDocument, { input: { message: 'hello', waitMs: 10_000 } });
  const input = { message: 'and again', conversationId: chat.conversation.id, idempotencyKey: randomUUID() };
  const stored = await added(() =>
    Promise.all(Array.from({ length: RETRIES }, () => lex.client.run(ChatDocument, { input }))),
  );
  expect(stored).toEqual({ conversations: 0, messages: 2, jobs: 1 });
});

it('one new reply comes of 50 concurrent regenerations with the same key', async () => {
  const { chat } = await lex.client.run(ChatDocument, { input: { message: 'hello', waitMs: 10_000 } });
  const variables = { messageId: chat.reply.id, idempotencyKey: randomUUID() };
  const answers = new Set<string>();
  const stored = await added(() =>
    Promise.all(
      Array.from({ length: RETRIES }, async () => {
        const { regenerateReply } = await lex.client.run(RegenerateReplyDocument, variables);
        answers.add([regenerateReply.message.id, regenerateReply.reply.id, regenerateReply.job.id].join());
      }),
    ),
  );
  expect(answers.size).toBe(1);
  expect([...answers][0]).not.toContain(chat.reply.id);
  expect(stored).toEqual({ conversations: 0, messages: 1, jobs: 1 });
});

it('the same key with another message, place or model is a conflict, and stores nothing', async () => {
  const idempotencyKey = randomUUID();
  const { chat } = await lex.client.run(ChatDocument, { input: { message: 'hello', idempotencyKey } });
  const others = [
    { message: 'hello!' },
    { message: 'hello', voiceMode: true },
    { message: 'hello', conversationId: chat.conversation.id },
    { message: 'hello', model: 'local/lex' },
    { message: 'hello', conversationId: chat.conversation.id, asFirst: true },
  ];
  const stored = await added(async () => {
    for (const other of others) {
      const sent = lex.client.run(ChatDocument, { input: { ...other, idempotencyKey } });
      await expect(sent).rejects.toMatchObject({ code: 'CONFLICT' });
    }
  });
  expect(stored).toEqual({ conversations: 0, messages: 0, jobs: 0 });
});

it('a message that begins a branch and is retried is added once; its key is a conflict elsewhere', async () => {
  const { chat } = await lex.client.run(ChatDocument, { input: { message: 'hello', waitMs: 10_000 } });
  const idempotencyKey = randomUUID();
  const place = { message: 'hello again', conversationId: chat.conversation.id, idempotencyKey };
  const stored = await added(async () => {
    const retries = Array.from({ length: RETRIES }, () =>
      lex.client.run(ChatDocument, { input: { ...place, asFirst: true } }),
    );
    const answers = await Promise.all(retries);
    expect(new Set(answers.map((each) => each.chat.message.id)).size).toBe(1);
    await expect(lex.client.run(ChatDocument, { input: place })).rejects.toMatchObject({ code: 'CONFLICT' });
  });
  expect(stored).toEqual({ conversations: 0, messages: 2, jobs: 1 });
});

it('of concurrent calls with one key and two messages one message is stored, and the other is a conflict', async () => {
  const idempotencyKey = randomUUID();
  const outcomes: Record<string, string[]> = { 'this one': [], 'that one': [] };
  const stored = await added(() =>
    Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        const message = n % 2 ? 'this one' : 'that one';
        const outcome = await lex.client.run(ChatDocument, { input: { message, idempotencyKey } }).then(
          ({ chat }) => chat.reply.id,
          (error: unknown) => (error instanceof GraphqlRefusal ? (error.code ?? '') : String(error)),
        );
        outcomes[message]?.push(outcome);
      }),
    ),
  );
  expect(stored).toEqual({ conversations: 1, messages: 2, jobs: 1 });
  const found = Object.values(outcomes).map((each) => [...new Set(each)]);
  expect(found).toEqual([[expect.any(String)], [expect.any(String)]]);
  expect(found.flat().filter((outcome) => outcome === 'CONFLICT')).toHaveLength(1);
});

it('a retry after the conversation was deleted brings nothing of it back', async () => {
  const input = { message: 'hello', idempotencyKey: randomUUID(), waitMs: 10_000 };
  const { chat } = await lex.client.run(ChatDocument, { input });
  const messageId = chat.reply.id;
  const idempotencyKey = randomUUID();
  await lex.client.run(RegenerateReplyDocument, { messageId, idempotencyKey });
  await lex.client.run(DeleteConversationDocument, { id: chat.conversation.id });
  const stored = await added(async () => {
    await expect(lex.client.run(ChatDocument, { input })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const again = lex.client.run(RegenerateReplyDocument, { messageId, idempotencyKey });
    await expect(again).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
  expect(stored).toEqual({ conversations: 0, messages: 0, jobs: 0 });
});

it.each([
  ['empty', ''],
  ['blank', ' '],
  ['of 201 characters', 'k'.repeat(201)],
  ['with NUL', 'k\0'],
])('a key to regenerate with that is %s is refused, and stores nothing', async (_, idempotencyKey) => {
  const { chat } = await lex.client.run(ChatDocument, { input: { message: 'hello', waitMs: 10_000 } });
  const stored = await added(async () => {
    const again = lex.client.run(RegenerateReplyDocument, { messageId: chat.reply.id, idempotencyKey });
    await expect(again).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
  expect(stored).toEqual({ conversations: 0, messages: 0, jobs: 0 });
});

it('a key that was used to regenerate is free to chat with, but not for another reply', async () => {
  const idempotencyKey = randomUUID();
  const { chat } = await lex.client.run(ChatDocument, { input: { message: 'hello', idempotencyKey, waitMs: 10_000 } });
  const messageId = chat.reply.id;
  const { regenerateReply } = await lex.client.run(RegenerateReplyDocument, { messageId, idempotencyKey });
  expect(regenerateReply.reply.id).not.toBe(messageId);
  const again = await lex.client.run(ChatDocument, { input: { message: 'hello', idempotencyKey } });
  expect(again.chat.reply.id).toBe(messageId);
  const other = lex.client.run(RegenerateReplyDocument, { messageId: regenerateReply.reply.id, idempotencyKey });
  await expect(other).rejects.toMatchObject({ code: 'CONFLICT' });
});

it('two users may use the same key', async () => {
  const { prisma } = lex.database;
  const somebody = await prisma.user.create({ data: { id: randomUUID(), name: 'Somebody' } });
  const idempotencyKey = randomUUID();
  await prisma.job.create({
    data: {
      id: randomUUID(),
      ownerId: somebody.id,
      kind: 'REPLY',
      state: 'COMPLETED',
      input: {},
      fingerprint: 'theirs',
      idempotencyKey: `chat:${idempotencyKey}`,
    },
  });
  const stored = await added(() => lex.client.run(ChatDocument, { input: { message: 'hello', idempotencyKey } }));
  expect(stored).toEqual({ conversations: 1, messages: 2, jobs: 1 });
});

it('a retry long after the job of the reply was deleted gets the same reply, and stores nothing', async () => {
  const { prisma } = lex.database;
  const inputs = [{ message: 'remember this for long' }, { message: 'and forget this' }].map((input) => ({
    ...input,
    idempotencyKey: randomUUID(),
    waitMs: 10_000,
  }));
  const [kept, deleted] = await Promise.all(inputs.map((input) => lex.client.run(ChatDocument, { input })));
  if (!kept || !deleted) throw new Error('Nothing was sent.');
  const variables = { messageId: kept.chat.reply.id, idempotencyKey: randomUUID() };
  const { regenerateReply } = await lex.client.run(RegenerateReplyDocument, variables);
  await lex.followReply(regenerateReply.reply.id);
  await lex.client.run(DeleteConversationDocument, { id: deleted.chat.conversation.id });

  const ended = createEndedJobStore(lex.database, { days: 30 });
  const longAgo = new Date(Date.now() - 40 * 24 * 60 * 60_000);
  await prisma.job.updateMany({
    where: { finishedAt: { not: null } },
    data: { createdAt: longAgo, finishedAt: longAgo },
  });
  await ended.keepKeys();
  await prisma.spentKey.updateMany({ data: { keptAt: longAgo } });
  while ((await ended.deleteDue()) > 0);
  expect((await lex.client.run(JobDocument, { id: kept.chat.job.id })).job).toBeNull();

  const stored = await added(async () => {
    const [again, gone] = await Promise.allSettled(inputs.map((input) => lex.client.run(ChatDocument, { input })));
    expect(again).toMatchObject({ status: 'fulfilled', value: kept });
    expect(gone).toMatchObject({ status: 'rejected', reason: { code: 'NOT_FOUND' } });
    const repeated = await lex.client.run(RegenerateReplyDocument, variables);
    expect(repeated.regenerateReply.reply.id).toBe(regenerateReply.reply.id);
    const other = { message: 'remember something else', idempotencyKey: inputs[0]?.idempotencyKey };
    const conflict = lex.client.run(ChatDocument, { input: other });
    await expect(conflict).rejects.toMatchObject({ code: 'CONFLICT' });
  });
  expect(stored).toEqual({ conversations: 0, messages: 0, jobs: 0 });

  // What clients can still ask of a reply whose job has gone.
  const { message } = await lex.client.run(MessageDocument, { id: kept.chat.reply.id });
  expect(message).toMatchObject({ state: 'COMPLETED', job: null });
  expect((await lex.followReply(kept.chat.reply.id)).at(-1)).toMatchObject({ kind: 'COMPLETED' });
  const once = await lex.client.run(RegenerateReplyDocument, { messageId: kept.chat.reply.id });
  expect((await lex.followReply(once.regenerateReply.reply.id)).at(-1)).toMatchObject({ kind: 'COMPLETED' });
});
