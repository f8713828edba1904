import { beforeAll, expect, it } from 'vitest';
import { ChatDocument, RetryJobDocument, StopReplyDocument } from '../../../src/generated/graphql.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';
import { startFakeProvider } from '../../support/models/fake-provider.ts';

let lex: TestServer;
let provider: Awaited<ReturnType<typeof startFakeProvider>>;
beforeAll(async () => {
  provider = await startFakeProvider();
  lex = await startTestServer({
    COMPATIBLE_BASE_URL: provider.url,
    LEX_MODEL: 'compatible/any',
    LEX_WORKER_CONCURRENCY: '1',
  });
  return () => provider.close();
});

it('the cursor of a reply that was stopped before it was begun is taken again, and leads into its retry', async () => {
  provider.hold();
  const ask = async (message: string) => (await lex.client.run(ChatDocument, { input: { message } })).chat;
  await ask('the one that is written');
  await provider.until(() => provider.openStreams === 1);
  const { reply, job } = await ask('the one that waits');
  await lex.client.run(StopReplyDocument, { messageId: reply.id });
  const [end] = await lex.followReply(reply.id, null);
  expect(end).toMatchObject({ kind: 'STOPPED' });
  expect(await lex.followReply(reply.id, end?.cursor ?? '')).toEqual([]);

  provider.releaseAll();
  await lex.client.run(RetryJobDocument, { id: job.id });
  const events = await lex.followReply(reply.id, end?.cursor ?? '');
  expect(events.map(({ text }) => text ?? '').join('')).toBe('Hello from the fake provider.');
  expect(events.at(-1)?.kind).toBe('COMPLETED');
});
