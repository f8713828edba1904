import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  CancelJobDocument,
  ChatDocument,
  ConversationUpdatedDocument,
  EditMessageDocument,
  JobDocument,
  JobProgressDocument,
  MessageDocument,
  RegenerateReplyDocument,
  ReplyStreamDocument,
  RetryJobDocument,
  StopReplyDocument,
} from '../../../src/generated/graphql.ts';
import type { Prisma } from '../../../src/generated/prisma/client.ts';
import type { GraphqlRefusal } from '../../support/clients/graphql-client.ts';
import { collect, until } from '../../support/clients/subscription-client.ts';
import { startServerWithProvider, type TestServer } from '../../support/lex/start-server.ts';
import type { FakeProvider } from '../../support/models/fake-provider.ts';
import { promptsOf } from '../../support/models/prompts.ts';

let lex: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  ({ lex, provider } = await startServerWithProvider({ LEX_MODEL: 'compatible/any' }));
});
let callsBefore = 0;
beforeEach(() => {
  provider.releaseAll();
  provider.answerWith({ kind: 'text', pieces: ['It ', 'is.'] });
});

afterEach(async () => {
  provider.releaseAll();
  const open = { state: { in: ['WAITING', 'DELAYED', 'ACTIVE'] } } satisfies Prisma.JobWhereInput;
  await vi.waitFor(async () => expect(await lex.database.prisma.job.count({ where: open })).toBe(0), 30_000);
});

type Input = Parameters<typeof send>[0];
const send = async (input: {
  message: string;
  conversationId?: string;
  parentId?: string;
  idempotencyKey?: string;
  whenBusy?: 'QUEUE' | 'INTERRUPT' | 'REJECT';
  waitMs?: number;
}) => (await lex.client.run(ChatDocument, { input })).chat;
const refusalOf = (input: Input) =>
  send(input).then(
    () => undefined,
    (error: GraphqlRefusal) => error.code,
  );
const jobOf = async (id: string) => (await lex.client.run(JobDocument, { id })).job;
const messageOf = async (id: string) => (await lex.client.run(MessageDocument, { id })).message;
const whenEnded = async (messageId: string) =>
  (await collect(lex.subscribe().run(ReplyStreamDocument, { messageId }))).at(-1)?.replyStream;
/** Calls of the model since the conversation of a test began. */
const prompts = () => promptsOf(provider).slice(callsBefore);

/** A conversation whose first reply is held after its first piece. */
async function beginHeld() {
  callsBefore = promptsOf(provider).length;
  provider.hold();
  provider.release(1);
  const first = await send({ message: 'one' });
  const events = lex.subscribe().run(ReplyStreamDocument, { messageId: first.reply.id });
  await until(events, ({ replyStream }) => replyStream.kind === 'DELTA');
  return first;
}

describe('a message sent while a reply is written', () => {
  it('waits for it, says so, and is answered with its text before its eyes', async () => {
    const first = await beginHeld();
    const second = await send({ message: 'two', conversationId: first.conversation.id });
    expect((await messageOf(second.message.id))?.parent).toEqual({ id: first.reply.id });
    expect(await jobOf(second.job.id)).toMatchObject({ state: 'WAITING', step: 'Waiting for the reply before' });
    const third = await send({ message: 'three', conversationId: first.conversation.id });
    expect((await messageOf(third.message.id))?.parent).toEqual({ id: second.reply.id });
    provider.releaseAll();
    expect(await whenEnded(third.reply.id)).toMatchObject({ kind: 'COMPLETED' });
    expect(prompts()).toEqual([
      ['user: one'],
      ['user: one', 'assistant: It is.', 'user: two'],
      ['user: one', 'assistant: It is.', 'user: two', 'assistant: It is.', 'user: three'],
    ]);
    expect(await jobOf(second.job.id)).toMatchObject({ state: 'COMPLETED', step: null });
  });

  it.each([
    ['fails', { kind: 'break', pieces: ['It '] } as const, 'FAILED'],
    ['is stopped', undefined, 'STOPPED'],
  ])('is answered also when that reply %s', async (_, answer, state) => {
    if (answer) provider.answerWith(answer, { kind: 'text', pieces: ['Yes.'] });
    const first = await beginHeld();
    const second = await send({ message: 'two', conversationId: first.conversation.id });
    if (!answer) await lex.client.run(StopReplyDocument, { messageId: first.reply.id });
    provider.releaseAll();
    expect(await whenEnded(second.reply.id)).toMatchObject({ kind: 'COMPLETED' });
    expect(await messageOf(first.reply.id)).toMatchObject({ state, content: 'It ' });
    expect(prompts().at(-1)).toEqual(['user: one', 'assistant: It ', 'user: two']);
  });

  it('holds up no sibling', async () => {
    const first = await beginHeld();
    const { regenerateReply: again } = await lex.client.run(RegenerateReplyDocument, { messageId: first.reply.id });
    await provider.until(() => provider.openStreams === 2);
    expect(again.reply.state).toBe('PENDING');
    provider.releaseAll();
    expect(await whenEnded(again.reply.id)).toMatchObject({ kind: 'COMPLETED' });
    expect(await whenEnded(first.reply.id)).toMatchObject({ kind: 'COMPLETED' });
  });

  it('is waited for by what is regenerated after it as well', async () => {
    const first = await beginHeld();
    const second = await send({ message: 'two', conversationId: first.conversation.id });
    const { regenerateReply: again } = await lex.client.run(RegenerateReplyDocument, { messageId: second.reply.id });
    expect(await jobOf(again.job.id)).toMatchObject({ step: 'Waiting for the reply before' });
    provider.releaseAll();
    await whenEnded(again.reply.id);
    expect(prompts().at(-1)).toEqual(['user: one', 'assistant: It is.', 'user: two']);
  });

  it('that follows another user’s turn in between waits all the same', async () => {
    const first = await beginHeld();
    const { conversation } = first;
    const second = await send({ message: 'two', conversationId: conversation.id });
    const third = await send({ message: 'three', conversationId: conversation.id, parentId: second.message.id });
    expect(await jobOf(third.job.id)).toMatchObject({ state: 'WAITING', step: 'Waiting for the reply before' });
    provider.releaseAll();
    await whenEnded(third.reply.id);
    expect(prompts()).toContainEqual(['user: one', 'assistant: It is.', 'user: two\n\nthree']);
  });

  it('that is retried waits for what it waited for', async () => {
    const first = await beginHeld();
    const second = await send({ message: 'two', conversationId: first.conversation.id });
    await lex.client.run(CancelJobDocument, { id: second.job.id });
    await lex.client.run(RetryJobDocument, { id: second.job.id });
    const watched = lex.subscribe().run(JobProgressDocument, { id: second.job.id });
    expect((await watched.next()).value).toMatchObject({ jobProgress: { state: 'WAITING', attempts: 0 } });
    expect(prompts()).toHaveLength(1);
    provider.releaseAll();
    await whenEnded(second.reply.id);
    expect(prompts().at(-1)).toEqual(['user: one', 'assistant: It is.', 'user: two']);
  });
});

describe('a message that waits', () => {
  it('can be cancelled, and what waits for it waits for what it waited for', async () => {
    const first = await beginHeld();
    const second = await send({ message: 'two', conversationId: first.conversation.id });
    const third = await send({ message: 'three', conversationId: first.conversation.id });
    const { stopReply } = await lex.client.run(StopReplyDocument, { messageId: second.reply.id });
    expect(stopReply).toMatchObject({ state: 'STOPPED', content: '' });
    // Sent again from the same place: it stands beside the one that was cancelled.
    const again = await send({ message: 'two!', conversationId: first.conversation.id, parentId: first.reply.id });
    expect(await jobOf(third.job.id)).toMatchObject({ state: 'WAITING' });
    expect(await jobOf(again.job.id)).toMatchObject({ state: 'WAITING', step: 'Waiting for the reply before' });
    provider.releaseAll();
    await Promise.all([whenEnded(third.reply.id), whenEnded(again.reply.id)]);
    const before = ['user: one', 'assistant: It is.'];
    expect(prompts()).toHaveLength(3);
    expect(prompts()).toContainEqual([...before, 'user: two\n\nthree']);
    expect(prompts()).toContainEqual([...before, 'user: two!']);
  });

  it('can be edited until its reply begins, and its watchers are told', async () => {
    const first = await beginHeld();
    const second = await send({ message: 'two', conversationId: first.conversation.id });
    const changes = lex.subscribe().run(ConversationUpdatedDocument, { id: first.conversation.id });
    // What comes after the first change is surely heard.
    const heard = until(changes, ({ conversationUpdated }) => conversationUpdated.content === 'zwei');
    const edit = (message: string) => lex.client.run(EditMessageDocument, { messageId: second.message.id, message });
    let done = false;
    void heard.finally(() => {
      done = true;
    });
    for (let text = 'zwei'; !done; text = text === 'zwei' ? 'due' : 'zwei') await edit(text);
    await edit('deux');
    expect((await heard).conversationUpdated.id).toBe(second.message.id);
    provider.releaseAll();
    await whenEnded(second.reply.id);
    expect(prompts().at(-1)).toEqual(['user: one', 'assistant: It is.', 'user: deux']);
    await expect(edit('trois')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await messageOf(second.message.id)).toMatchObject({ content: 'deux' });
  });

  it.each([
    ['a text of nothing', () => ({ message: ' ' }), 'BAD_USER_INPUT'],
    ['a message whose reply is being written', () => ({}), 'CONFLICT'],
  ])('is not edited with %s', async (_, change, code) => {
    const first = await beginHeld();
    const edit = lex.client.run(EditMessageDocument, { messageId: first.message.id, message: 'new', ...change() });
    await expect(edit).rejects.toMatchObject({ code });
    await expect(
      lex.client.run(EditMessageDocument, { messageId: first.reply.id, message: 'new' }),
    ).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('is one of ten at most', async () => {
    const first = await beginHeld();
    const { id: conversationId } = first.conversation;
    const sent = await Promise.all(
      Array.from({ length: 14 }, (_, index) => refusalOf({ message: `number ${index}`, conversationId })),
    );
    expect(sent.filter((code) => code === undefined)).toHaveLength(10);
    expect(sent.filter((code) => code === 'CONFLICT')).toHaveLength(4);
    expect(await refusalOf({ message: 'more', conversationId, whenBusy: 'REJECT' })).toBe('CONFLICT');
    // Interrupting makes room: it ends what would have to be waited for.
    const last = await send({ message: 'stop it', conversationId, whenBusy: 'INTERRUPT' });
    provider.releaseAll();
    expect(await whenEnded(last.reply.id)).toMatchObject({ kind: 'COMPLETED' });
    expect(prompts()).toHaveLength(2);
    expect(prompts().at(-1)).toEqual([
      'user: one',
      'assistant: It ',
      expect.stringMatching(/^user: number 0\n\n.*\n\nnumber 9\n\nstop it$/s),
    ]);
  });
});

describe('a message that interrupts', () => {
  it('stops the reply before, which keeps its text, and is answered', async () => {
    const first = await beginHeld();
    const second = await send({ message: 'two', conversationId: first.conversation.id, whenBusy: 'INTERRUPT' });
    provider.releaseAll();
    expect(await whenEnded(second.reply.id)).toMatchObject({ kind: 'COMPLETED' });
    expect(await messageOf(first.reply.id)).toMatchObject({ state: 'STOPPED', content: 'It ' });
    expect(prompts()).toEqual([['user: one'], ['user: one', 'assistant: It ', 'user: two']]);
  });

  it('and is sent again with its key interrupts nothing', async () => {
    const first = await beginHeld();
    const again = { message: 'two', conversationId: first.conversation.id, idempotencyKey: randomUUID() };
    const second = await send({ ...again, whenBusy: 'INTERRUPT' });
    expect((await send({ ...again, whenBusy: 'INTERRUPT' })).reply.id).toBe(second.reply.id);
    expect(await refusalOf({ ...again, whenBusy: 'REJECT' })).toBe('CONFLICT');
    provider.releaseAll();
    expect(await whenEnded(second.reply.id)).toMatchObject({ kind: 'COMPLETED' });
  });
});

describe('a message that would rather be refused', () => {
  it('is, with nothing stored, while a reply before it is open', async () => {
    const first = await beginHeld();
    const { id: conversationId } = first.conversation;
    const count = () => lex.database.prisma.message.count();
    const before = await count();
    const idempotencyKey = randomUUID();
    expect(await refusalOf({ message: 'two', conversationId, whenBusy: 'REJECT', idempotencyKey })).toBe('CONFLICT');
    expect(await count()).toBe(before);
    provider.releaseAll();
    await whenEnded(first.reply.id);
    // The key was not used up, and afterwards attaches although its own reply is open now.
    provider.hold();
    const second = await send({ message: 'two', conversationId, whenBusy: 'REJECT', idempotencyKey });
    const again = await send({ message: 'two', conversationId, whenBusy: 'REJECT', idempotencyKey });
    expect(again.reply.id).toBe(second.reply.id);
  });
});

it('a key of a call that did not choose is the same with the default', async () => {
  const first = await beginHeld();
  const input = { message: 'two', conversationId: first.conversation.id, idempotencyKey: randomUUID() };
  const second = await send(input);
  expect((await send({ ...input, whenBusy: 'QUEUE' })).reply.id).toBe(second.reply.id);
});
