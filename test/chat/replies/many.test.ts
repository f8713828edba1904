import { beforeAll, expect, it } from 'vitest';
import { readReplyCursor } from '../../../src/chat/replies/log/reply-cursor.ts';
import { ChatDocument, MessageDocument, ReplyStreamDocument } from '../../../src/generated/graphql.ts';
import { collect } from '../../support/clients/subscription-client.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';

const CHATS = 200;
const SOCKETS = 8;

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer();
});

it('200 concurrent chats complete, each with every delta in order', async () => {
  const sockets = Array.from({ length: SOCKETS }, () => lex.subscribe());
  // One that reads its first event and no more: nobody may wait for it.
  const stalled = await lex.client.run(ChatDocument, { input: { message: 'hello from one who stalls' } });
  const unread = lex.subscribe().run(ReplyStreamDocument, { messageId: stalled.chat.reply.id });
  await unread.next();

  const followed = await Promise.all(
    Array.from({ length: CHATS }, async (_, n) => {
      const message = `remember that locker ${n} opens with the number ${n * 7}`;
      const { chat } = await lex.client.run(ChatDocument, { input: { message } });
      const socket = sockets[n % SOCKETS] ?? lex.subscribe();
      const events = await collect(socket.run(ReplyStreamDocument, { messageId: chat.reply.id }));
      return { n, id: chat.reply.id, events: events.map(({ replyStream }) => replyStream) };
    }),
  );

  for (const { n, id, events } of followed) {
    let position = 0;
    for (const { kind, cursor, text } of events.slice(0, -1)) {
      expect(kind).toBe('DELTA');
      position += text?.length ?? 0;
      expect(readReplyCursor(cursor)).toEqual({ attempt: 1, position });
    }
    const text = events.map((event) => event.text ?? '').join('');
    expect(events.at(-1)).toMatchObject({ kind: 'COMPLETED', message: { state: 'COMPLETED', content: text } });
    expect(text).toContain(`locker ${n} opens with the number ${n * 7}`);
    const { message } = await lex.client.run(MessageDocument, { id });
    expect(message).toMatchObject({ content: text, job: { state: 'COMPLETED' } });
  }
  expect(new Set(followed.map(({ id }) => id)).size).toBe(CHATS);
});
