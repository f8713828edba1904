import { once } from 'node:events';
import { beforeAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { readReplyCursor } from '../../../src/chat/replies/log/reply-cursor.ts';
import { ChatDocument, ReplyStreamDocument, StatusDocument } from '../../../src/generated/graphql.ts';
import { type ReplyEvent, startServerWithProvider, type TestServer } from '../../support/lex/start-server.ts';
import type { FakeProvider } from '../../support/models/fake-provider.ts';

let lex: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  ({ lex, provider } = await startServerWithProvider({ LEX_MODEL: 'compatible/any' }));
});
beforeEach(() => provider.releaseAll());

const textOf = (events: readonly ReplyEvent[]) => events.map(({ text }) => text ?? '').join('');

async function ask(message: string): Promise<string> {
  return (await lex.client.run(ChatDocument, { input: { message } })).chat.reply.id;
}

/** A socket as an app has that hangs: it subscribes, and then takes nothing from the network until it is told to. */
async function stalledSocket(messageId: string, subscriptions: number) {
  const socket = new WebSocket(`${lex.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init' }));
  await once(socket, 'message');
  const events = Array.from({ length: subscriptions }, (): ReplyEvent[] => []);
  let ended = 0;
  const allEnded = new Promise<void>((resolve, reject) => {
    socket.once('close', (code) => reject(new Error(`The socket was closed with ${code}.`)));
    socket.on('message', (data) => {
      const { id, type, payload } = JSON.parse(String(data));
      if (type === 'next') events[Number(id)]?.push(payload.data.replyStream);
      if (type === 'complete' && ++ended === subscriptions) resolve();
    });
  });
  const query = ReplyStreamDocument.toString();
  for (let id = 0; id < subscriptions; id++) {
    socket.send(JSON.stringify({ id: String(id), type: 'subscribe', payload: { query, variables: { messageId } } }));
  }
  socket.pause();
  return {
    async readOn() {
      socket.resume();
      await allEnded;
      return events;
    },
  };
}

const openSubscriptions = async () => (await lex.client.run(StatusDocument, {})).status.process.openSubscriptions;

it('one that doesn’t read holds nobody up, and has everything when it reads again', async () => {
  // Three bytes a character: 20 times 1.2 megabytes are more than the system holds for a socket.
  const pieces = Array.from({ length: 40 }, (_, n) => `${n} ${'長'.repeat(10_000)} `);
  const SUBSCRIPTIONS = 20;
  provider.answerWith({ kind: 'text', pieces });
  provider.hold();
  const id = await ask('a long story');
  const stalled = await stalledSocket(id, SUBSCRIPTIONS);
  await vi.waitFor(async () => expect(await openSubscriptions()).toBe(SUBSCRIPTIONS));
  const others = Promise.all([lex.followReply(id), lex.followReply(id), lex.followReply(id)]);
  provider.releaseAll();
  for (const events of await others) {
    expect(textOf(events)).toBe(pieces.join(''));
    expect(events.at(-1)?.kind).toBe('COMPLETED');
  }
  // The others are done, and it isn't: what it doesn't take waits in the log.
  expect(await openSubscriptions()).toBeGreaterThan(0);

  for (const events of await stalled.readOn()) {
    expect(textOf(events)).toBe(pieces.join(''));
    let position = 0;
    for (const { cursor, text } of events.slice(0, -1)) {
      position += text?.length ?? 0;
      expect(readReplyCursor(cursor)).toEqual({ attempt: 1, position });
    }
    expect(events.at(-1)?.kind).toBe('COMPLETED');
  }
});

it('a model that doesn’t stop is stopped, and what it wrote stays', async () => {
  const piece = 'and so on '.repeat(20_000);
  provider.answerWith({ kind: 'text', pieces: Array.from({ length: 20 }, () => piece) });
  const events = await lex.followReply(await ask('never end'));
  const text = textOf(events);
  expect(events.at(-1)).toMatchObject({
    kind: 'FAILED',
    message: { state: 'FAILED', content: text, error: expect.stringContaining('too long') },
  });
  expect(text.length).toBeGreaterThan(1_000_000);
  expect(text.length).toBeLessThanOrEqual(1_000_000 + piece.length);
  await provider.until(() => provider.openStreams === 0);
});
