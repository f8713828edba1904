import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ChatDocument, MessageDocument, StatusDocument } from '../../src/generated/graphql.ts';
import { collect, until } from '../support/clients/subscription-client.ts';
import { clusterTests, kindsOf, textOf } from '../support/lex/cluster.ts';

const startCluster = clusterTests({ sharesRedis: true });
const STOPPED_MS = 60_000;

it('a worker that stood still for a minute writes nothing into the reply that another has taken over', async () => {
  const { provider, startNode } = await startCluster();
  const asked = await startNode('serve');
  const stopped = await startNode('all');
  provider.answerWith({ kind: 'text', pieces: Array.from({ length: 200 }, (_, n) => `old${n} `) });
  provider.hold();
  provider.release(20);
  const { chat } = await asked.client.run(ChatDocument, { input: { message: 'tell me something long' } });
  const stream = asked.follow(chat.reply.id);
  await until(stream, ({ replyStream }) => replyStream.kind === 'DELTA');
  stopped.lex.kill('SIGSTOP');
  const minute = sleep(STOPPED_MS);
  const next = await startNode('all');
  await until(stream, ({ replyStream }) => replyStream.kind === 'RESTARTED');
  // The second attempt is in the middle when the first one wakes up, and what it was sent meanwhile is there at once.
  await minute;
  stopped.lex.kill('SIGCONT');
  await expect.poll(async () => (await stopped.client.run(StatusDocument, {})).status.state).toBe('UP');
  provider.releaseAll();
  const rest = await collect(stream);
  expect(kindsOf(rest)).toEqual(['COMPLETED']);
  const whole = Array.from({ length: 200 }, (_, n) => `old${n} `).join('');
  expect(textOf(rest)).toBe(whole);
  for (const { client, follow } of [asked, next, stopped]) {
    const { message } = await client.run(MessageDocument, { id: chat.reply.id });
    expect(message).toMatchObject({ state: 'COMPLETED', content: whole, job: { state: 'COMPLETED' } });
    expect(textOf(await collect(follow(chat.reply.id)))).toBe(whole);
  }
});
