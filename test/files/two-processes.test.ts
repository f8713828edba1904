import { createHash } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { collect } from '../support/clients/subscription-client.ts';
import { clusterTests, kindsOf, textOf } from '../support/lex/cluster.ts';
import { type S3Server, startS3Server } from '../support/servers/s3-server.ts';

/** A pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
const startCluster = clusterTests({ sharesRedis: true });

async function filesOfAll(): Promise<S3Server> {
  const s3 = await startS3Server();
  onTestFinished(() => s3.close());
  return s3;
}

const CHAT = `mutation ($input: ChatInput!) { chat(input: $input) {
  conversation { id } message { attachments { url bytes } } reply { id } } }`;
interface Sent {
  readonly chat: {
    readonly conversation: { readonly id: string };
    readonly message: { readonly attachments: readonly { readonly url: string; readonly bytes: number }[] };
    readonly reply: { readonly id: string };
  };
}

it('what is uploaded at one server is answered by the worker of another, and given out by both', async () => {
  const [cluster, s3] = [await startCluster(), await filesOfAll()];
  const shared = { LEX_FILES_URL: s3.url, LEX_VISION_MODELS: 'compatible/any' };
  const asked = await cluster.startNode('serve', shared);
  const working = await cluster.startNode('all', shared);
  const { provider } = cluster;
  provider.answerWith({ kind: 'text', pieces: ['A ', 'dot.'] });

  const bytes = new Uint8Array(Buffer.from(PNG, 'base64'));
  const answer = await fetch(`${asked.lex.url}/attachments?name=dot.png`, { method: 'POST', body: bytes });
  expect(answer.status).toBe(201);
  const { id } = (await answer.json()) as { id: string };
  const input = { message: 'What is it?', attachments: [{ id }] };
  const { data } = await asked.client.answer<Sent>(CHAT, { input });
  if (!data) throw new Error('It was not sent.');
  const events = await collect(asked.follow(data.chat.reply.id));
  expect([textOf(events), kindsOf(events)]).toEqual(['A dot.', ['COMPLETED']]);
  // Only the other one works, and it has read the bytes from where both keep theirs.
  expect(JSON.stringify(provider.requests.map(({ body }) => body))).toContain(`data:image/png;base64,${PNG}`);
  expect(s3.objects.size).toBe(1);
  const [file] = data.chat.message.attachments;
  const sumAt = async (url: string) =>
    createHash('sha256')
      .update(Buffer.from(await (await fetch(`${url}${file?.url}`)).arrayBuffer()))
      .digest('hex');
  const sum = createHash('sha256').update(bytes).digest('hex');
  expect([await sumAt(asked.lex.url), await sumAt(working.lex.url)]).toEqual([sum, sum]);

  await working.client.answer('mutation ($id: ID!) { deleteConversation(id: $id) }', {
    id: data.chat.conversation.id,
  });
  expect((await fetch(`${asked.lex.url}${file?.url}`)).status).toBe(404);
  await expect.poll(() => s3.objects.size, { timeout: 90_000 }).toBe(0);
});
