import { randomUUID } from 'node:crypto';
import { createClient } from 'graphql-ws';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import {
  ChatDocument,
  CreateConversationDocument,
  RegenerateReplyDocument,
} from '../../../../src/generated/graphql.ts';
import { decodeGlobalId } from '../../../../src/global-id.ts';
import { startTestServer, type TestServer } from '../../../support/lex/start-server.ts';

const NEWEST = 'subscription ($after: String) { replyStream(after: $after) { kind text message { id } } }';

const Followed = z.object({
  replyStream: z.object({
    kind: z.string(),
    text: z.string().nullable(),
    message: z.object({ id: z.string() }).nullable(),
  }),
});

describe('replyStream without a messageId', () => {
  let lex: TestServer;
  beforeAll(async () => {
    lex = await startTestServer();
  });

  /** All of what it tells. @throws the errors that it ends with */
  async function follow(variables: Record<string, unknown> = {}, query = NEWEST) {
    const url = `${lex.url.replace('http', 'ws')}/graphql`;
    const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 });
    onTestFinished(() => client.dispose());
    const events = [];
    for await (const { data, errors } of client.iterate({ query, variables })) {
      if (errors) throw errors;
      events.push(Followed.parse(data).replyStream);
    }
    return events;
  }

  async function say(message: string, conversationId?: string) {
    const { chat } = await lex.client.run(ChatDocument, {
      input: { message, ...(conversationId !== undefined && { conversationId }) },
    });
    return { replyId: chat.reply.id, conversationId: chat.conversation.id };
  }

  const followed = async () => (await follow()).at(-1)?.message?.id;
  const rowOf = (id: string) => ({ where: { id: decodeGlobalId(id).id } });

  it('says what to do where there is no reply yet, whoever else has one', async () => {
    const { prisma } = lex.database;
    const other = await prisma.user.create({ data: { id: randomUUID(), name: 'Other' } });
    await lex.server.app.turns.send(other.id, { message: 'Hello' });
    await expect(follow()).rejects.toEqual([
      expect.objectContaining({
        message: expect.stringMatching(/send a message with chat/),
        extensions: expect.objectContaining({ code: 'NOT_FOUND' }),
      }),
    ]);
  });

  it('follows the reply to what was said last, from its beginning to its end', async () => {
    await say('What is 6 times 7?');
    const { replyId } = await say('What is 6 times 8?');
    const events = await follow();
    expect(events.map(({ text }) => text ?? '').join('')).toContain('48');
    expect(events.at(-1)).toMatchObject({ kind: 'COMPLETED', message: { id: replyId } });
    expect(await followed()).toBe(replyId);
  });

  it('goes by the order in which replies were stored, in whichever conversation, and by no clock', async () => {
    const { prisma } = lex.database;
    const first = await say('What is 2 times 2?');
    const second = await say('What is 2 times 3?');
    await prisma.message.update({ ...rowOf(first.replyId), data: { createdAt: new Date('2100-01-01') } });
    await prisma.message.update({ ...rowOf(second.replyId), data: { createdAt: new Date('2000-01-01') } });
    await lex.client.run(CreateConversationDocument, { title: 'Empty' });
    expect(await followed()).toBe(second.replyId);

    const third = await say('What is 2 times 4?', first.conversationId);
    expect(await followed()).toBe(third.replyId);
    const { regenerateReply } = await lex.client.run(RegenerateReplyDocument, { messageId: second.replyId });
    expect(await followed()).toBe(regenerateReply.reply.id);
  });

  it('takes null for no reply: who has lost the id of one isn’t given another', async () => {
    const query = 'subscription ($id: ID) { replyStream(messageId: $id) { kind } }';
    await expect(follow({ id: null }, query)).rejects.toEqual([
      expect.objectContaining({ message: expect.stringMatching(/null/) }),
    ]);
  });

  it('takes no cursor, which would be of another reply', async () => {
    await expect(follow({ after: '1-1' })).rejects.toEqual([
      expect.objectContaining({
        message: expect.stringMatching(/^after needs messageId/),
        extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }),
      }),
    ]);
  });
});
