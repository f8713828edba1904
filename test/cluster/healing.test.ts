import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ChatDocument, MessageDocument } from '../../src/generated/graphql.ts';
import { collect, until } from '../support/clients/subscription-client.ts';
import { clusterTests, kindsOf, textOf } from '../support/lex/cluster.ts';

const startCluster = clusterTests({ sharesRedis: true });

const PIECES = Array.from({ length: 200 }, (_, n) => `word${n} `);
const WHOLE = PIECES.join('');
const STOPPED_MS = 4_000;

it('of a process that stands still for four seconds no reply is there twice, and none lacks a word', async () => {
  const { provider, startNode } = await startCluster();
  const asked = await startNode('serve');
  const stopped = await startNode('all');
  provider.answerWith({ kind: 'text', pieces: PIECES });
  provider.hold();
  provider.release(20);
  const { chat } = await asked.client.run(ChatDocument, { input: { message: 'tell me something long' } });
  const stream = asked.follow(chat.reply.id);
  const first = await until(stream, ({ replyStream }) => replyStream.kind === 'DELTA');
  // The queue delivers the reply to this one meanwhile; whether it may begin it, the lease says.
  const next = await startNode('all');
  stopped.lex.kill('SIGSTOP');
  await sleep(STOPPED_MS);
  stopped.lex.kill('SIGCONT');
  provider.releaseAll();
  const rest = await collect(stream);
  expect(kindsOf(rest).at(-1)).toBe('COMPLETED');
  const restarted = rest.findLastIndex(({ replyStream }) => replyStream.kind === 'RESTARTED');
  expect(textOf(restarted < 0 ? [first, ...rest] : rest.slice(restarted))).toBe(WHOLE);
  for (const { client, follow } of [asked, next, stopped]) {
    const { message } = await client.run(MessageDocument, { id: chat.reply.id });
    expect(message).toMatchObject({ state: 'COMPLETED', content: WHOLE, job: { state: 'COMPLETED' } });
    expect(textOf(await collect(follow(chat.reply.id)))).toBe(WHOLE);
  }
});

it('a reply whose processes are all killed goes on in one that starts afterwards', async () => {
  const { provider, startNode } = await startCluster();
  const asked = await startNode('serve');
  const workers = await Promise.all([startNode('all'), startNode('all')]);
  provider.answerWith({ kind: 'text', pieces: PIECES });
  provider.hold();
  provider.release(20);
  const { chat } = await asked.client.run(ChatDocument, { input: { message: 'tell me something long' } });
  const stream = asked.follow(chat.reply.id);
  await until(stream, ({ replyStream }) => replyStream.kind === 'DELTA');
  for (const { lex } of workers) lex.kill('SIGKILL');
  provider.releaseAll();
  const next = await startNode('all');
  const rest = await collect(stream);
  expect(kindsOf(rest)).toEqual(['RESTARTED', 'COMPLETED']);
  const restarted = rest.findIndex(({ replyStream }) => replyStream.kind === 'RESTARTED');
  expect(textOf(rest.slice(restarted))).toBe(WHOLE);
  const { message } = await next.client.run(MessageDocument, { id: chat.reply.id });
  expect(message).toMatchObject({ state: 'COMPLETED', content: WHOLE, job: { state: 'COMPLETED' } });
});
