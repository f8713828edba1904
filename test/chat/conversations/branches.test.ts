import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import {
  ChatDocument,
  CreateConversationDocument,
  EditMessageDocument,
  MessageDocument,
  RegenerateReplyDocument,
  StopReplyDocument,
} from '../../../src/generated/graphql.ts';
import { decodeGlobalId, encodeGlobalId } from '../../../src/global-id.ts';
import { startServerWithProvider, type TestServer } from '../../support/lex/start-server.ts';
import type { FakeProvider } from '../../support/models/fake-provider.ts';

const MODEL = 'compatible/any';
const chatCompletion = z.object({ messages: z.array(z.object({ role: z.string(), content: z.string() })) });

let lex: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  ({ lex, provider } = await startServerWithProvider({ LEX_MODEL: MODEL }));
});
beforeEach(() => provider.releaseAll());

interface Place {
  readonly conversationId?: string;
  readonly parentId?: string;
  readonly asFirst?: boolean;
}

/** Says something, which is answered with `answer`. */
async function say(message: string, answer: string, place: Place = {}) {
  provider.answerWith({ kind: 'text', pieces: [answer] });
  return (await lex.client.run(ChatDocument, { input: { message, waitMs: 20_000, ...place } })).chat;
}

/** What the model was asked last. */
function lastPrompt(): string[] {
  const asked = provider.requests.filter(({ method }) => method === 'POST').at(-1);
  return chatCompletion.parse(asked?.body).messages.map(({ role, content }) => `${role}: ${content}`);
}

const parentOf = async (id: string) => (await lex.client.run(MessageDocument, { id })).message?.parent?.id;

it('the model is asked with the whole branch, oldest first', async () => {
  const first = await say('one', 'ONE');
  const conversationId = first.conversation.id;
  const second = await say('two', 'TWO', { conversationId });
  await say('three', 'THREE', { conversationId });
  expect(lastPrompt().slice(-5)).toEqual(['user: one', 'assistant: ONE', 'user: two', 'assistant: TWO', 'user: three']);
  expect(await parentOf(second.message.id)).toBe(first.reply.id);
  expect(await parentOf(second.reply.id)).toBe(second.message.id);
});

it('a message after an earlier one makes a branch that knows nothing of the other', async () => {
  const first = await say('one', 'ONE');
  const conversationId = first.conversation.id;
  const other = await say('the other branch', 'OTHER', { conversationId });
  const edited = await say('two', 'TWO', { conversationId, parentId: first.reply.id });
  expect(lastPrompt().slice(-3)).toEqual(['user: one', 'assistant: ONE', 'user: two']);
  expect(await Promise.all([other, edited].map(({ message }) => parentOf(message.id)))).toEqual([
    first.reply.id,
    first.reply.id,
  ]);
  await say('three', 'THREE', { conversationId, parentId: edited.reply.id });
  expect(lastPrompt().join()).not.toContain('other branch');
  expect(lastPrompt().slice(-2)).toEqual(['assistant: TWO', 'user: three']);
});

it('the first message is edited by a branch that begins with another, and holds nothing of the first', async () => {
  const first = await say('one', 'ONE');
  const conversationId = first.conversation.id;
  await say('two', 'TWO', { conversationId });
  const edited = await say('uno', 'UNO', { conversationId, asFirst: true });
  expect(edited.conversation.id).toBe(conversationId);
  expect(await parentOf(edited.message.id)).toBeUndefined();
  expect(lastPrompt().filter((each) => !each.startsWith('system'))).toEqual(['user: uno']);
  expect(lastPrompt().join()).not.toMatch(/one|two/i);

  const next = await say('dos', 'DOS', { conversationId });
  expect(await parentOf(next.message.id)).toBe(edited.reply.id);
  expect(lastPrompt().slice(-3)).toEqual(['user: uno', 'assistant: UNO', 'user: dos']);
  expect(lastPrompt().join()).not.toMatch(/one|two/i);
  await say('three', 'THREE', { conversationId, parentId: first.reply.id });
  expect(lastPrompt().join()).not.toMatch(/uno|dos/i);

  provider.answerWith({ kind: 'text', pieces: ['ANOTHER'] });
  const { regenerateReply } = await lex.client.run(RegenerateReplyDocument, { messageId: edited.reply.id });
  await lex.server.app.jobs.whenEnded(lex.server.app.viewer.id, rowId(regenerateReply.job.id), 120_000);
  expect(lastPrompt().filter((each) => !each.startsWith('system'))).toEqual(['user: uno']);
  await say('tres', 'TRES', { conversationId, parentId: regenerateReply.reply.id });
  expect(lastPrompt().slice(-3)).toEqual(['user: uno', 'assistant: ANOTHER', 'user: tres']);
});

it('a first message is answered beside a reply that is being written, and edited while it waits', async () => {
  provider.answerWith({ kind: 'text', pieces: ['A ', 'long ', 'story.'] });
  provider.hold();
  const { chat: slow } = await lex.client.run(ChatDocument, { input: { message: 'slow' } });
  await provider.until(() => provider.openStreams === 1);
  const conversationId = slow.conversation.id;
  const input = { message: 'beside it', conversationId, asFirst: true, whenBusy: 'REJECT' } as const;
  const { chat: beside } = await lex.client.run(ChatDocument, { input });
  await provider.until(() => provider.openStreams === 2);
  const waiting = { message: 'to be changed', conversationId, parentId: beside.reply.id };
  const { chat: edited } = await lex.client.run(ChatDocument, { input: waiting });
  await lex.client.run(EditMessageDocument, { messageId: edited.message.id, message: 'changed' });
  provider.releaseAll();
  const { jobs, viewer } = lex.server.app;
  const ended = await Promise.all(
    [slow, beside, edited].map(({ job }) => jobs.whenEnded(viewer.id, rowId(job.id), 120_000)),
  );
  expect(ended.map(({ state }) => state)).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED']);
  expect(lastPrompt().slice(-3)).toEqual(['user: beside it', 'assistant: A long story.', 'user: changed']);
});

it('asFirst is refused beside a parent, without a conversation, and in one that isn’t there', async () => {
  const first = await say('one', 'ONE');
  const conversationId = first.conversation.id;
  const unknown = encodeGlobalId('Conversation', randomUUID());
  for (const [place, code] of [
    [{ conversationId, parentId: first.reply.id }, 'BAD_USER_INPUT'],
    [{}, 'BAD_USER_INPUT'],
    [{ conversationId: unknown }, 'NOT_FOUND'],
  ] satisfies [Place, string][]) {
    const sent = lex.client.run(ChatDocument, { input: { message: 'two', asFirst: true, ...place } });
    await expect(sent).rejects.toMatchObject({ code });
  }
  expect(await lex.database.prisma.message.count({ where: { conversationId: rowId(conversationId) } })).toBe(2);
});

it('without a parent a message follows the newest one', async () => {
  const first = await say('one', 'ONE');
  const conversationId = first.conversation.id;
  const branch = await say('branch', 'BRANCH', { conversationId, parentId: first.reply.id });
  const next = await say('next', 'NEXT', { conversationId });
  expect(await parentOf(next.message.id)).toBe(branch.reply.id);
});

it('the conversation’s system prompt comes first', async () => {
  const { createConversation } = await lex.client.run(CreateConversationDocument, {
    systemPrompt: 'Answer like a pirate.',
  });
  await say('hello', 'Ahoy', { conversationId: createConversation.id });
  const prompt = lastPrompt();
  expect(prompt[0]).toContain('Answer like a pirate.');
  expect(prompt.at(-1)).toBe('user: hello');
});

it('a reply that is regenerated gets a sibling, asked for as it was', async () => {
  const first = await say('one', 'ONE');
  const asked = lastPrompt();
  provider.answerWith({ kind: 'text', pieces: ['ANOTHER'] });
  const { regenerateReply } = await lex.client.run(RegenerateReplyDocument, { messageId: first.reply.id });
  expect(regenerateReply.message.id).toBe(first.message.id);
  const ended = await lex.server.app.jobs.whenEnded(lex.server.app.viewer.id, rowId(regenerateReply.job.id), 120_000);
  expect(ended.state).toBe('COMPLETED');
  expect(lastPrompt()).toEqual(asked);
  const [old, made] = await Promise.all(
    [first.reply.id, regenerateReply.reply.id].map((id) => lex.client.run(MessageDocument, { id })),
  );
  expect(old?.message).toMatchObject({ content: 'ONE', parent: { id: first.message.id } });
  expect(made?.message).toMatchObject({ content: 'ANOTHER', parent: { id: first.message.id } });
});

it('what follows a regenerated reply follows the new one', async () => {
  const first = await say('one', 'ONE');
  provider.answerWith({ kind: 'text', pieces: ['ANOTHER'] });
  const { regenerateReply } = await lex.client.run(RegenerateReplyDocument, { messageId: first.reply.id });
  await lex.server.app.jobs.whenEnded(lex.server.app.viewer.id, rowId(regenerateReply.job.id), 120_000);
  const next = await say('two', 'TWO', { conversationId: first.conversation.id });
  expect(await parentOf(next.message.id)).toBe(regenerateReply.reply.id);
  expect(lastPrompt().slice(-3)).toEqual(['user: one', 'assistant: ANOTHER', 'user: two']);
  await say('three', 'THREE', { conversationId: first.conversation.id, parentId: first.reply.id });
  expect(lastPrompt().slice(-3)).toEqual(['user: one', 'assistant: ONE', 'user: three']);
});

it('a regenerated reply is of the same model and voice', async () => {
  const input = { message: 'one', voiceMode: true, model: 'compatible/other', waitMs: 20_000 };
  const { chat } = await lex.client.run(ChatDocument, { input });
  const { regenerateReply } = await lex.client.run(RegenerateReplyDocument, { messageId: chat.reply.id });
  const document = 'query ($id: ID!) { message(id: $id) { model voiceMode } }';
  const { data } = await lex.client.answer(document, { id: regenerateReply.reply.id });
  expect(data).toEqual({ message: { model: 'compatible/other', voiceMode: true } });
  const ended = await lex.server.app.jobs.whenEnded(lex.server.app.viewer.id, rowId(regenerateReply.job.id), 120_000);
  expect(ended.state).toBe('COMPLETED');
});

it('the model sees of a stopped reply what was written of it', async () => {
  provider.answerWith({ kind: 'text', pieces: ['Once ', 'upon ', 'a time.'] });
  provider.hold();
  const { chat } = await lex.client.run(ChatDocument, { input: { message: 'a story' } });
  await provider.until(() => provider.openStreams === 1);
  provider.release(1);
  const written = 'query ($id: ID!) { message(id: $id) { content } }';
  await expect
    .poll(async () => (await lex.client.answer(written, { id: chat.reply.id })).data)
    .toEqual({ message: { content: 'Once ' } });
  await lex.client.run(StopReplyDocument, { messageId: chat.reply.id });
  provider.releaseAll();
  await say('go on', 'END', { conversationId: chat.conversation.id });
  expect(lastPrompt().slice(-3)).toEqual(['user: a story', 'assistant: Once ', 'user: go on']);
});

it('a message knows the job that writes it, which what a user wrote has none of', async () => {
  const { message, reply, job } = await say('one', 'ONE');
  // A job that looks for facts in what the user wrote is about that message, and doesn't write it.
  const { ownerId, conversationId } = await lex.database.prisma.job.findUniqueOrThrow({ where: { id: rowId(job.id) } });
  await lex.database.prisma.job.create({
    data: {
      id: randomUUID(),
      ownerId,
      conversationId,
      kind: 'DRAW_MEMORIES',
      state: 'COMPLETED',
      input: {},
      messageId: rowId(message.id),
    },
  });
  const document = 'query ($id: ID!) { message(id: $id) { job { id kind } } }';
  expect((await lex.client.answer(document, { id: reply.id })).data).toEqual({
    message: { job: { id: job.id, kind: 'REPLY' } },
  });
  expect((await lex.client.answer(document, { id: message.id })).data).toEqual({ message: { job: null } });
});

it('a reply can be regenerated while it is being written: both end', async () => {
  provider.hold();
  const { chat } = await lex.client.run(ChatDocument, { input: { message: 'slow' } });
  const { regenerateReply } = await lex.client.run(RegenerateReplyDocument, { messageId: chat.reply.id });
  await provider.until(() => provider.openStreams === 2);
  provider.releaseAll();
  const { jobs, viewer } = lex.server.app;
  const ended = await Promise.all(
    [chat.job.id, regenerateReply.job.id].map((id) => jobs.whenEnded(viewer.id, rowId(id), 120_000)),
  );
  expect(ended.map(({ state }) => state)).toEqual(['COMPLETED', 'COMPLETED']);
});

it.each([
  ['what a user wrote', 'BAD_USER_INPUT', (chat: Chat) => chat.message.id],
  ['what isn’t there', 'NOT_FOUND', () => encodeGlobalId('Message', randomUUID())],
  ['what is no message', 'BAD_USER_INPUT', (chat: Chat) => chat.conversation.id],
  ['what is no id', 'BAD_USER_INPUT', () => 'x'],
])('%s can’t be regenerated: %s', async (_, code, idOf) => {
  const messageId = idOf(await say('one', 'ONE'));
  await expect(lex.client.run(RegenerateReplyDocument, { messageId })).rejects.toMatchObject({ code });
});

it('somebody else’s reply can’t be regenerated, as if it weren’t there', async () => {
  const { prisma } = lex.database;
  const { id: ownerId } = await prisma.user.create({ data: { id: randomUUID(), name: 'Somebody' } });
  const conversation = await prisma.conversation.create({ data: { id: randomUUID(), ownerId, title: 'Theirs' } });
  const row = { conversationId: conversation.id, ownerId, state: 'COMPLETED' } as const;
  const asked = await prisma.message.create({ data: { ...row, id: randomUUID(), role: 'USER', content: 'hello' } });
  const reply = await prisma.message.create({
    data: { ...row, id: randomUUID(), parentId: asked.id, role: 'ASSISTANT', content: 'Hello.' },
  });
  const regenerated = lex.client.run(RegenerateReplyDocument, { messageId: encodeGlobalId('Message', reply.id) });
  await expect(regenerated).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await prisma.message.count({ where: { conversationId: conversation.id } })).toBe(2);
});

type Chat = Awaited<ReturnType<typeof say>>;

function rowId(globalId: string): string {
  return decodeGlobalId(globalId).id;
}
