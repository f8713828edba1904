import { expect, it } from 'vitest';
import { ChatDocument, ConversationsDocument, JobsDocument, MessageDocument } from '../../src/operations/graphql.ts';
import { clusterTests } from '../support/cluster.ts';

const startCluster = clusterTests();

it('what a server stored before it was killed is answered, though it never reached the queue, and once', async ({
  skip,
}) => {
  const cluster = await startCluster();
  const { server } = cluster.redis;
  if (!server) return skip('the Redis is not this test’s own');
  const killed = await cluster.startNode('serve');
  const other = await cluster.startNode('all');
  const input = { message: 'what is 6 times 7?', model: 'local/lex', idempotencyKey: 'once' };
  // What is stored can't be added to the queue: that waits for Redis.
  server.pause();
  const sending = killed.client.run(ChatDocument, { input }).catch((error: unknown) => error);
  const stored = async () => (await other.client.run(ConversationsDocument, { first: 10 })).conversations.edges.length;
  await expect.poll(stored, { interval: 5 }).toBe(1);
  killed.lex.kill('SIGKILL');
  expect(await sending).toBeInstanceOf(Error);
  server.resume();

  const { jobs } = await other.client.run(JobsDocument, { first: 10 });
  const [job] = jobs.edges.map(({ node }) => node);
  const state = async () => (await other.client.run(JobsDocument, { first: 10 })).jobs.edges[0]?.node.state;
  await expect.poll(state).toBe('COMPLETED');
  const { chat } = await other.client.run(ChatDocument, { input: { ...input, waitMs: 5_000 } });
  expect(chat.job.id).toBe(job?.id);
  const { message } = await other.client.run(MessageDocument, { id: chat.reply.id });
  expect(message).toMatchObject({ state: 'COMPLETED', content: expect.stringContaining('42') });
  expect(await stored()).toBe(1);
  expect((await other.client.run(JobsDocument, { first: 10 })).jobs.edges).toHaveLength(1);
});
