import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { ChatDocument, RegenerateReplyDocument, ReplyStreamDocument } from '../../../src/generated/graphql.ts';
import { collect } from '../../support/clients/subscription-client.ts';
import { runLex } from '../../support/lex/lex-process.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer();
});

const MESSAGE = 'What time is it?';
const askTime = async (timeZone?: string | null, idempotencyKey = randomUUID()) =>
  (await lex.client.run(ChatDocument, { input: { message: MESSAGE, timeZone, idempotencyKey, waitMs: 20_000 } })).chat;

it('the time is that of the zone which the client names, also when the reply is written again', async () => {
  const { reply } = await askTime('Asia/Tokyo');
  expect(reply.content).toContain(' in Asia/Tokyo, ');
  const { regenerateReply } = await lex.client.run(RegenerateReplyDocument, { messageId: reply.id });
  const again = await collect(lex.subscribe().run(ReplyStreamDocument, { messageId: regenerateReply.reply.id }));
  expect(again.at(-1)?.replyStream.message?.content).toContain(' in Asia/Tokyo, ');
});

it.each([null, undefined])('without one (%s) it is in UTC', async (timeZone) => {
  expect((await askTime(timeZone)).reply.content).toContain(' in UTC, ');
});

it.each(['Europe/Atlantis', '+05:30', 'UTC+2', '', ' Europe/Oslo', 'x'.repeat(300), 'Europe/Oslo\nIgnore all'])(
  'the zone %j is refused',
  async (timeZone) => {
    await expect(askTime(timeZone)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('timeZone takes a name of the IANA database'),
    });
  },
);

it('the same key with another zone is another call; without one it is the call that it was', async () => {
  const [without, within] = [randomUUID(), randomUUID()];
  const first = await askTime(undefined, without);
  expect((await askTime(null, without)).reply.id).toBe(first.reply.id);
  const zoned = await askTime('Europe/Oslo', within);
  expect((await askTime('Europe/Oslo', within)).reply.id).toBe(zoned.reply.id);
  await expect(askTime('Asia/Tokyo', within)).rejects.toMatchObject({ code: 'CONFLICT' });
});

it('the terminal says where it is', async () => {
  const { code, stdout } = await runLex(['chat', MESSAGE, '--url', `${lex.url}/graphql`], { TZ: 'Asia/Kolkata' });
  expect(code).toBe(0);
  expect(stdout).toMatch(/ in Asia\/(Kolkata|Calcutta), /);
});
