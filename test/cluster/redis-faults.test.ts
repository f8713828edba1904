import { expect, it } from 'vitest';
import {
  ChatDocument,
  JobsDocument,
  MessageDocument,
  RememberDocument,
  StatusDocument,
} from '../../src/operations/graphql.ts';
import { type Cluster, type ClusterNode, clusterTests, kindsOf, textOf } from '../support/cluster.ts';
import { collect, until } from '../support/subscription-client.ts';

const startCluster = clusterTests();

const PIECES = Array.from({ length: 40 }, (_, index) => `word${index} `);
const TEXT = PIECES.join('');

/** Begins a reply that stays in the middle, and follows it elsewhere than where it is written. */
async function beginReply({ provider }: Cluster, { client, follow }: ClusterNode) {
  provider.answerWith({ kind: 'text', pieces: PIECES });
  provider.hold();
  provider.release(10);
  const { chat } = await client.run(ChatDocument, { input: { message: 'tell me something long' } });
  const stream = follow(chat.reply.id);
  const first = await until(stream, ({ replyStream }) => replyStream.kind === 'DELTA');
  return { messageId: chat.reply.id, jobId: chat.job.id, stream, first };
}

async function expectCompleted({ client }: ClusterNode, id: string, content = TEXT): Promise<void> {
  const { message } = await client.run(MessageDocument, { id });
  expect(message).toMatchObject({ state: 'COMPLETED', content, job: { state: 'COMPLETED' } });
}

async function send({ client }: ClusterNode, message: string): Promise<string> {
  return (await client.run(ChatDocument, { input: { message, model: 'local/lex' } })).chat.reply.id;
}

/** The states of what one server stands on. */
async function states({ client }: ClusterNode): Promise<Record<string, string>> {
  const { status } = await client.run(StatusDocument, {});
  return { all: status.state, ...Object.fromEntries(status.components.map(({ name, state }) => [name, state])) };
}

it('a reply whose process is killed is written anew by another, and subscribers see it begun again once', {
  timeout: 120_000,
}, async () => {
  const cluster = await startCluster();
  const asked = await cluster.startNode('serve');
  const dying = await cluster.startNode('all');
  const { messageId, stream, first } = await beginReply(cluster, asked);
  const next = await cluster.startNode('all');
  dying.lex.kill('SIGKILL');
  await dying.lex.exited;
  cluster.provider.answerWith({ kind: 'text', pieces: PIECES });
  cluster.provider.releaseAll();
  const rest = await collect(stream);
  expect(first.replyStream.kind).toBe('DELTA');
  expect(kindsOf(rest)).toEqual(['RESTARTED', 'COMPLETED']);
  const restarted = rest.findIndex(({ replyStream }) => replyStream.kind === 'RESTARTED');
  expect(textOf(rest.slice(restarted))).toBe(TEXT);
  for (const node of [asked, next]) await expectCompleted(node, messageId);
});

it('a worker that stood still until another took over doesn’t write into the reply', {
  timeout: 120_000,
}, async () => {
  const cluster = await startCluster();
  const asked = await cluster.startNode('serve');
  const late = await cluster.startNode('all');
  const { messageId, stream } = await beginReply(cluster, asked);
  await cluster.startNode('all');
  late.lex.kill('SIGSTOP');
  cluster.provider.answerWith({ kind: 'text', pieces: ['The ', 'whole.'] });
  await until(stream, ({ replyStream }) => replyStream.kind === 'RESTARTED');
  // What the provider still has of the first answer comes to the late one as it wakes.
  late.lex.kill('SIGCONT');
  cluster.provider.releaseAll();
  const rest = await collect(stream);
  expect(kindsOf(rest)).toEqual(['COMPLETED']);
  expect(textOf(rest)).toBe('The whole.');
  await expectCompleted(asked, messageId, 'The whole.');
  // It goes on with other work.
  await expect.poll(() => states(late), { timeout: 20_000 }).toMatchObject({ all: 'UP' });
});

it('Redis that stands still for ten seconds fails nothing that doesn’t need it, and all goes on by itself', {
  timeout: 120_000,
}, async ({ skip }) => {
  const cluster = await startCluster();
  const { server } = cluster.redis;
  if (!server) return skip('the Redis is not this test’s own');
  const asked = await cluster.startNode('serve');
  const working = await cluster.startNode('all');
  const { messageId, stream, first } = await beginReply(cluster, asked);
  server.pause();
  const resumed = new Promise<void>((resolve) => {
    setTimeout(() => {
      server.resume();
      resolve();
    }, 10_000);
  });
  await expect
    .poll(() => states(asked), { timeout: 8_000 })
    .toMatchObject({ all: 'DEGRADED', redis: 'DEGRADED', database: 'UP' });
  expect((await fetch(`${asked.lex.url}/health/ready`)).status).toBe(200);
  const sent = await Promise.all([send(asked, 'what is 6 times 7?'), send(working, 'what is 6 times 8?')]);
  await working.client.run(RememberDocument, { input: { key: 'bike', content: 'My bike is red.' } });
  cluster.provider.releaseAll();
  await resumed;
  const rest = await collect(stream);
  expect(textOf([first, ...rest])).toBe(TEXT);
  expect(kindsOf(rest)).toEqual(['COMPLETED']);
  await expectCompleted(asked, messageId);
  for (const [index, id] of sent.entries()) {
    expect(textOf(await collect(asked.follow(id)))).toContain(String([42, 48][index]));
  }
  for (const node of [asked, working]) {
    await expect.poll(() => states(node), { timeout: 20_000 }).toMatchObject({ all: 'UP', redis: 'UP', queue: 'UP' });
  }
});

it('Redis that is killed and starts again with its append-only file loses nothing', { timeout: 120_000 }, async ({
  skip,
}) => {
  const cluster = await startCluster();
  const { server } = cluster.redis;
  if (!server) return skip('the Redis is not this test’s own');
  const asked = await cluster.startNode('serve');
  await cluster.startNode('all');
  const { messageId, stream, first } = await beginReply(cluster, asked);
  const before = await send(asked, 'what is 6 times 7?');
  await server.stop();
  cluster.provider.release(10);
  await expect.poll(() => states(asked), { timeout: 8_000 }).toMatchObject({ all: 'DEGRADED', redis: 'DEGRADED' });
  const during = await send(asked, 'what is 6 times 8?');
  await server.start();
  cluster.provider.releaseAll();
  const rest = await collect(stream);
  expect(textOf([first, ...rest])).toBe(TEXT);
  expect(kindsOf(rest)).toEqual(['COMPLETED']);
  await expectCompleted(asked, messageId);
  expect(textOf(await collect(asked.follow(before)))).toContain('42');
  expect(textOf(await collect(asked.follow(during)))).toContain('48');
});

it('jobs of a Redis that lost all it had come back from the database', { timeout: 120_000 }, async ({ skip }) => {
  const cluster = await startCluster();
  const { server } = cluster.redis;
  if (!server) return skip('the Redis is not this test’s own');
  const asked = await cluster.startNode('serve');
  // Nobody works yet: they wait in the queue.
  const sent = await Promise.all(Array.from({ length: 20 }, (_, n) => send(asked, `what is 6 times ${n}?`)));
  await server.wipe();
  await server.start();
  await cluster.startNode('all');
  for (const [n, id] of sent.entries()) expect(textOf(await collect(asked.follow(id)))).toContain(String(6 * n));
  const { jobs } = await asked.client.run(JobsDocument, { first: 1, kind: 'REPLY', state: 'COMPLETED' });
  expect(jobs.totalCount).toBe(20);
});

it('a reply that is written while Redis loses all it had is begun again', { timeout: 120_000 }, async ({ skip }) => {
  const cluster = await startCluster();
  const { server } = cluster.redis;
  if (!server) return skip('the Redis is not this test’s own');
  const asked = await cluster.startNode('serve');
  await cluster.startNode('all');
  const { messageId, stream } = await beginReply(cluster, asked);
  await server.wipe();
  await server.start();
  cluster.provider.answerWith({ kind: 'text', pieces: PIECES });
  cluster.provider.releaseAll();
  const rest = await collect(stream);
  expect(kindsOf(rest)).toEqual(['RESTARTED', 'COMPLETED']);
  const restarted = rest.findIndex(({ replyStream }) => replyStream.kind === 'RESTARTED');
  expect(textOf(rest.slice(restarted))).toBe(TEXT);
  await expectCompleted(asked, messageId);
});

it('a server that is told to stop while Redis stands still ends in time, and its jobs are done by another', {
  timeout: 120_000,
}, async ({ skip }) => {
  const cluster = await startCluster();
  const { server } = cluster.redis;
  if (!server) return skip('the Redis is not this test’s own');
  const asked = await cluster.startNode('serve');
  const stopping = await cluster.startNode('all');
  const { messageId } = await beginReply(cluster, asked);
  server.pause();
  stopping.lex.kill('SIGTERM');
  const late = AbortSignal.timeout(20_000);
  const exit = await Promise.race([
    stopping.lex.exited,
    new Promise<never>((_, reject) => {
      late.addEventListener('abort', () => reject(new Error('It still runs after 20 s.')), { once: true });
    }),
  ]);
  expect(exit).toEqual({ code: 0, signal: null });
  server.resume();
  cluster.provider.answerWith({ kind: 'text', pieces: PIECES });
  cluster.provider.releaseAll();
  await cluster.startNode('all');
  await collect(asked.follow(messageId));
  await expectCompleted(asked, messageId);
});
