import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ChatDocument,
  ConversationsChangedDocument,
  CreateConversationDocument,
  MarkReadDocument,
} from '../../../src/generated/graphql.ts';
import { until } from '../../support/clients/subscription-client.ts';
import { startServerWithProvider, type TestServer } from '../../support/lex/start-server.ts';
import type { FakeProvider } from '../../support/models/fake-provider.ts';

let lex: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  ({ lex, provider } = await startServerWithProvider());
});
beforeEach(() => provider.releaseAll());

const send = async (message: string, conversationId?: string) => {
  const { chat } = await lex.client.run(ChatDocument, {
    input: { message, waitMs: 20_000, ...(conversationId && { conversationId }) },
  });
  return { id: chat.conversation.id, message: chat.message.id, reply: chat.reply.id };
};
const isUnread = async (id: string) => {
  const text = 'query ($id: ID!) { conversation(id: $id) { unread } }';
  return (await lex.client.answer(text, { id })).data?.['conversation'];
};

describe('a conversation', () => {
  it('is unread from the end of a reply until it is marked as read', async () => {
    const { id, reply } = await send('Hello');
    expect(await isUnread(id)).toEqual({ unread: true });
    const { markRead } = await lex.client.run(MarkReadDocument, { conversationId: id, messageId: reply });
    expect(markRead).toEqual({ id, unread: false });
    expect(await isUnread(id)).toEqual({ unread: false });
    await send('Again', id);
    expect(await isUnread(id)).toEqual({ unread: true });
  });

  it('isn’t unread before anything was said, or while its reply is being written', async () => {
    const { createConversation } = await lex.client.run(CreateConversationDocument, { title: 'Empty' });
    expect(await isUnread(createConversation.id)).toEqual({ unread: false });
    provider.hold();
    const { chat } = await lex.client.run(ChatDocument, { input: { message: 'Hello' } });
    expect(await isUnread(chat.conversation.id)).toEqual({ unread: false });
  });

  it('stays read up to where it was, when an older message is marked', async () => {
    const first = await send('One');
    const second = await send('Two', first.id);
    await lex.client.run(MarkReadDocument, { conversationId: first.id, messageId: second.reply });
    const { markRead } = await lex.client.run(MarkReadDocument, { conversationId: first.id, messageId: first.reply });
    expect(markRead.unread).toBe(false);
  });

  it('isn’t marked by a message of another, or of nobody', async () => {
    const [one, other] = [await send('One'), await send('Other')];
    const messageIds = [other.reply, one.id];
    for (const messageId of messageIds) {
      const marking = lex.client.run(MarkReadDocument, { conversationId: one.id, messageId });
      await expect(marking).rejects.toThrow();
    }
    expect(await isUnread(one.id)).toEqual({ unread: true });
  });

  it('is told of to those who watch the list', async () => {
    const { id } = await send('Hello');
    const socket = lex.subscribe();
    const changes = socket.run(ConversationsChangedDocument, {});
    // Told from the moment in which the server begins to tell, which shows by what happens then.
    const seen: (boolean | undefined)[] = [];
    const reading = until(changes, ({ conversationsChanged }) => {
      if (conversationsChanged.id !== id) return false;
      seen.push(conversationsChanged.conversation?.unread);
      return seen.at(-1) === false && seen.includes(true);
    });
    let reply = '';
    await expect
      .poll(async () => {
        ({ reply } = await send('Again', id));
        return seen.includes(true);
      })
      .toBe(true);
    await lex.client.run(MarkReadDocument, { conversationId: id, messageId: reply });
    await reading;
    expect(seen.at(-1)).toBe(false);
  });
});
