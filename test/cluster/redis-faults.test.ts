import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import {
  ChatDocument,
  JobsDocument,
  MessageDocument,
  RememberDocument,
  StatusDocument,
} from '../../src/generated/graphql.ts';
import { collect, until } from '../support/clients/subscription-client.ts';
import { type Cluster, type ClusterNode, clusterTests, kindsOf, textOf } from '../support/lex/cluster.ts';
import { startCuttableProxy } from '../support/servers/cuttable-proxy.ts';
import { ownServer } from '../support/servers/own-server.ts';
import { startRedis } from '../support/servers/start-redis.ts';

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

it('replies whose process is killed, paused or cut off from Redis are begun again once, by another', async () => {
  const cluster = await startCluster();
  const { provider, redis } = cluster;
  const { hostname, port } = new URL(redis.url);
  const proxy = await startCuttableProxy({ host: hostname, port: Number(port || 6379) });
  onTestFinished(() => proxy.close());
  const asked = await cluster.startNode('serve');
  // Each has room for one job, so each has one of the replies.
  const oneJob = { LEX_WORKER_CONCURRENCY: '1' };
  const killed = await cluster.startNode('all', oneJob);
  const stopped = await cluster.startNode('all', oneJob);
  const cutOff = await cluster.startNode('all', { ...oneJob, REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
  provider.answerWith({ kind: 'text', pieces: Array.from({ length: 4_000 }, (_, n) => `old${n} `) });
  provider.hold();
  const replies = [];
  for (let n = 0; n < 3; n++) {
    const { chat } = await asked.client.run(ChatDocument, { input: { message: 'tell me something long' } });
    replies.push({ id: chat.reply.id, stream: asked.follow(chat.reply.id) });
  }
  const trickle = setInterval(() => provider.release(3), 20);
  await Promise.all(replies.map(({ stream }) => until(stream, ({ replyStream }) => replyStream.kind === 'DELTA')));
  clearInterval(trickle);

  const next = await cluster.startNode('all');
  provider.answerWith({ kind: 'text', pieces: ['The ', 'whole.'] });
  killed.lex.kill('SIGKILL');
  stopped.lex.kill('SIGSTOP');
  proxy.cut();
  await Promise.all(replies.map(({ stream }) => until(stream, ({ replyStream }) => replyStream.kind === 'RESTARTED')));
  // They live on: what the provider still has of the old answers comes to them.
  stopped.lex.kill('SIGCONT');
  proxy.heal();
  provider.releaseAll();
  for (const { id, stream } of replies) {
    const rest = await collect(stream);
    expect(kindsOf(rest)).toEqual(['COMPLETED']);
    expect(textOf(rest)).toBe('The whole.');
    for (const node of [asked, next, stopped, cutOff]) await expectCompleted(node, id, 'The whole.');
  }
  for (const node of [stopped, cutOff]) {
    await expect.poll(() => states(node)).toMatchObject({ all: 'UP', redis: 'UP', queue: 'UP' });
  }
  expect((await asked.client.run(StatusDocument, {})).status.queues).toMatchObject([{ workers: 3, active: 0 }]);
});

it('Redis that becomes the replica of another is left for that one', async ({ skip }) => {
  const cluster = await startCluster();
  ownServer(cluster.redis, skip);
  const other = await startRedis();
  onTestFinished(() => other.close());
  const [primary, replica] = [cluster.redis, other].map((redis) => redis.connect());
  const [first, second] = [cluster.redis, other].map(({ url }) => ({
    host: '127.0.0.1',
    port: Number(new URL(url).port),
  }));
  if (!primary || !replica || !first || !second) throw new Error('There are not two.');
  const proxy = await startCuttableProxy(first);
  onTestFinished(() => proxy.close());
  const REDIS_URL = `redis://127.0.0.1:${proxy.port}`;
  const asked = await cluster.startNode('serve', { REDIS_URL });
  const working = await cluster.startNode('all', { REDIS_URL });
  const { messageId, stream, first: delta } = await beginReply(cluster, asked);

  await replica.replicaof(first.host, first.port);
  await expect.poll(() => replica.info('replication')).toContain('master_link_status:up');
  await primary.set('copied', 'up to here');
  expect(await primary.wait(1, 120_000)).toBe(1);
  proxy.leadTo(second);
  await replica.replicaof('NO', 'ONE');
  await primary.replicaof(second.host, second.port);
  onTestFinished(async () => {
    await primary.replicaof('NO', 'ONE');
  });

  cluster.provider.releaseAll();
  const rest = await collect(stream);
  expect(textOf([delta, ...rest])).toBe(TEXT);
  expect(kindsOf(rest)).toEqual(['COMPLETED']);
  await expectCompleted(working, messageId);
  expect(textOf(await collect(asked.follow(await send(asked, 'what is 6 times 7?'))))).toContain('42');
  for (const node of [asked, working]) {
    await expect.poll(() => states(node)).toMatchObject({ all: 'UP' });
  }
});

it('Redis that is full keeps nobody from sending, and what waited is done when it has room', async ({ skip }) => {
  const cluster = await startCluster();
  ownServer(cluster.redis, skip);
  const observer = cluster.redis.connect();
  const asked = await cluster.startNode('all');
  await observer.config('SET', 'maxmemory', '1');
  onTestFinished(async () => {
    await observer.config('SET', 'maxmemory', '0');
  });
  const sent = await send(asked, 'what is 6 times 7?');
  await expect.poll(() => states(asked)).toMatchObject({ all: 'DEGRADED', redis: 'DEGRADED' });
  const { message } = await asked.client.run(MessageDocument, { id: sent });
  expect(message?.state).toBe('PENDING');
  await observer.config('SET', 'maxmemory', '0');
  expect(textOf(await collect(asked.follow(sent)))).toContain('42');
  await expect.poll(() => states(asked)).toMatchObject({ all: 'UP' });
});

it('Redis that stands still for ten seconds fails nothing that doesn’t need it, and all goes on by itself', async ({
  skip,
}) => {
  const cluster = await startCluster();
  const server = ownServer(cluster.redis, skip);
  const asked = await cluster.startNode('serve');
  const working = await cluster.startNode('all');
  const { messageId, stream, first } = await beginReply(cluster, asked);
  server.pause();
  const tenSeconds = sleep(10_000);
  await expect.poll(() => states(asked)).toMatchObject({ all: 'DEGRADED', redis: 'DEGRADED', database: 'UP' });
  expect((await fetch(`${asked.lex.url}/health/ready`)).status).toBe(200);
  const sent = await Promise.all([send(asked, 'what is 6 times 7?'), send(working, 'what is 6 times 8?')]);
  await working.client.run(RememberDocument, { input: { key: 'bike', content: 'My bike is red.' } });
  cluster.provider.releaseAll();
  await tenSeconds;
  server.resume();
  const rest = await collect(stream);
  expect(textOf([first, ...rest])).toBe(TEXT);
  expect(kindsOf(rest)).toEqual(['COMPLETED']);
  await expectCompleted(asked, messageId);
  for (const [index, id] of sent.entries()) {
    expect(textOf(await collect(asked.follow(id)))).toContain(String([42, 48][index]));
  }
  for (const node of [asked, working]) {
    await expect.poll(() => states(node)).toMatchObject({ all: 'UP', redis: 'UP', queue: 'UP' });
  }
});

it('Redis that is killed and starts again with its append-only file loses nothing', async ({ skip }) => {
  const cluster = await startCluster();
  const server = ownServer(cluster.redis, skip);
  const asked = await cluster.startNode('serve');
  await cluster.startNode('all');
  const { messageId, stream, first } = await beginReply(cluster, asked);
  const before = await send(asked, 'what is 6 times 7?');
  await server.stop();
  cluster.provider.release(10);
  await expect.poll(() => states(asked)).toMatchObject({ all: 'DEGRADED', redis: 'DEGRADED' });
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

it('jobs of a Redis that lost all it had come back from the database', async ({ skip }) => {
  const cluster = await startCluster();
  const server = ownServer(cluster.redis, skip);
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

it('a reply that is written while Redis loses all it had is begun again', async ({ skip }) => {
  const cluster = await startCluster();
  const server = ownServer(cluster.redis, skip);
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

it('a server that is told to stop in the middle of a reply while Redis stands still ends in time', async ({ skip }) => {
  const cluster = await startCluster();
  const server = ownServer(cluster.redis, skip);
  const asked = await cluster.startNode('serve');
  const stopping = await cluster.startNode('all');
  await beginReply(cluster, asked);
  server.pause();
  onTestFinished(() => server.resume());
  stopping.lex.kill('SIGTERM');
  expect(await stopping.lex.exited).toEqual({ code: 0, signal: null });
});
