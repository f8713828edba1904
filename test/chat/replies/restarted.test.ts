import { beforeAll, beforeEach, expect, it } from 'vitest';
import {
  ChatDocument,
  MessageDocument,
  ReplyStreamDocument,
  RetryJobDocument,
  UpdateViewerDocument,
} from '../../../src/generated/graphql.ts';
import { collect, until } from '../../support/clients/subscription-client.ts';
import {
  type ReplyEvent,
  startServerWithProvider,
  startTestServer,
  type TestServer,
} from '../../support/lex/start-server.ts';
import type { FakeProvider } from '../../support/models/fake-provider.ts';

let lex: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  ({ lex, provider } = await startServerWithProvider({ LEX_MODEL: 'compatible/any' }));
});
beforeEach(() => provider.releaseAll());

const kinds = (events: readonly ReplyEvent[]) => events.map(({ kind }) => kind);

/** A reply whose provider broke off after two pieces. */
async function brokenReply() {
  provider.answerWith({ kind: 'break', pieces: ['An ', 'old '] });
  const { chat } = await lex.client.run(ChatDocument, { input: { message: 'tell me', waitMs: 20_000 } });
  return { chat, events: await lex.followReply(chat.reply.id) };
}

it('a reply that broke off keeps what was written, with the reason', async () => {
  const { chat, events } = await brokenReply();
  expect(events.map(({ text }) => text ?? '').join('')).toBe('An old ');
  expect(events.at(-1)).toMatchObject({
    kind: 'FAILED',
    message: { state: 'FAILED', content: 'An old ', error: expect.stringContaining('broke off') },
  });
  expect(chat.job.state).toBe('FAILED');
});

it('retried, it tells those who saw the old text to discard it, once, and then the new one', async () => {
  const { chat, events } = await brokenReply();
  provider.answerWith({ kind: 'text', pieces: ['A ', 'new ', 'answer.'] });
  provider.hold();
  await lex.client.run(RetryJobDocument, { id: chat.job.id });
  const first = events[0]?.cursor ?? null;
  const follower = lex.subscribe().run(ReplyStreamDocument, { messageId: chat.reply.id, after: first });
  const { replyStream: restarted } = await until(follower, ({ replyStream }) => replyStream.kind === 'RESTARTED');
  provider.releaseAll();
  const rest = (await collect(follower)).map(({ replyStream }) => replyStream);
  expect(kinds(rest)).not.toContain('RESTARTED');
  expect(rest.map(({ text }) => text ?? '').join('')).toBe('A new answer.');
  expect(rest.at(-1)).toMatchObject({ kind: 'COMPLETED', message: { content: 'A new answer.', error: null } });
  expect([restarted, ...rest].every(({ cursor }) => cursor.startsWith('2-'))).toBe(true);

  // Whoever comes with a cursor of the first attempt later is told the same; one who comes anew isn't.
  for (const { cursor } of events) {
    const late = await lex.followReply(chat.reply.id, cursor);
    expect(kinds(late)).toEqual(['RESTARTED', 'DELTA', 'COMPLETED']);
    expect(late[1]?.text).toBe('A new answer.');
  }
  expect(kinds(await lex.followReply(chat.reply.id))).toEqual(['DELTA', 'COMPLETED']);
  const { message } = await lex.client.run(MessageDocument, { id: chat.reply.id });
  expect(message).toMatchObject({ state: 'COMPLETED', content: 'A new answer.', job: { state: 'COMPLETED' } });
});

it('one who follows while it fails hears of the end, and follows again', async () => {
  provider.answerWith({ kind: 'status', status: 400, message: 'no' }, { kind: 'text', pieces: ['Yes.'] });
  const { chat } = await lex.client.run(ChatDocument, { input: { message: 'may I?' } });
  const failed = await lex.followReply(chat.reply.id);
  expect(kinds(failed)).toEqual(['FAILED']);
  await lex.client.run(RetryJobDocument, { id: chat.job.id });
  const events = await lex.followReply(chat.reply.id, failed.at(-1)?.cursor);
  expect(kinds(events)).toEqual(['RESTARTED', 'DELTA', 'COMPLETED']);
});

it('a reply that a stopping server hands back in the middle is begun again by the next', async () => {
  const settings = { COMPATIBLE_BASE_URL: provider.url, LEX_MODEL: 'compatible/any' };
  const first = await startTestServer(settings);
  await first.client.run(UpdateViewerDocument, { drawsMemories: false });
  provider.answerWith({ kind: 'text', pieces: ['Half ', 'of ', 'it.'] });
  provider.hold();
  const { chat } = await first.client.run(ChatDocument, { input: { message: 'say it' } });
  const messageId = chat.reply.id;
  const stream = first.subscribe().run(ReplyStreamDocument, { messageId });
  provider.release(1);
  const half = await until(stream, ({ replyStream }) => replyStream.text === 'Half ');
  await first.close();

  provider.answerWith({ kind: 'text', pieces: ['The ', 'whole.'] });
  provider.releaseAll();
  const second = await startTestServer({ ...settings, LEX_DATA_DIR: first.dataDir });
  const after = half.replyStream.cursor;
  const events = (await collect(second.subscribe().run(ReplyStreamDocument, { messageId, after }))).map(
    ({ replyStream }) => replyStream,
  );
  expect(events[0]).toMatchObject({ kind: 'RESTARTED', cursor: '2-0' });
  expect(kinds(events).filter((kind) => kind !== 'DELTA')).toEqual(['RESTARTED', 'COMPLETED']);
  expect(events.map(({ text }) => text ?? '').join('')).toBe('The whole.');
  await second.close();
});
