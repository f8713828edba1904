import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { ChatDocument, ConversationsDocument, JobsDocument, MessageDocument } from '../../src/generated/graphql.ts';
import { clusterTests } from '../support/lex/cluster.ts';

const startCluster = clusterTests({ sharesRedis: true });

it('what a server stored before it was killed is answered, though it never reached the queue, and once', async () => {
  const cluster = await startCluster();
  const killed = await cluster.startNode('serve');
  const other = await cluster.startNode('all');
  const input = { message: 'what is 6 times 7?', model: 'local/lex', idempotencyKey: 'once' };
  const admin = new pg.Client({ connectionString: cluster.environment['DATABASE_URL'] });
  onTestFinished(() => admin.end());
  await admin.connect();
  await admin.query('BEGIN');
  await admin.query('LOCK TABLE "Message" IN SHARE MODE');
  const sending = killed.client.run(ChatDocument, { input }).catch((error: unknown) => error);
  const waiting = async () =>
    (
      await admin.query(`SELECT 1 FROM pg_locks WHERE NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)
    ).rowCount;
  await expect.poll(waiting, { interval: 5 }).toBe(1);
  // It stands still while its statement is done, so it never hears of that and can't add the job to the queue.
  killed.lex.kill('SIGSTOP');
  await admin.query('COMMIT');
  const stored = async () => (await other.client.run(ConversationsDocument, { first: 10 })).conversations.edges.length;
  await expect.poll(stored).toBe(1);
  killed.lex.kill('SIGKILL');
  expect(await sending).toBeInstanceOf(Error);

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
