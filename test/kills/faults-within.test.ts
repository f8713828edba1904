import { expect, it } from 'vitest';
import { ChatDocument, JobDocument, MemoryDocument, RememberDocument } from '../../src/generated/graphql.ts';
import { collect } from '../support/clients/subscription-client.ts';
import { clusterTests, kindsOf, textOf } from '../support/lex/cluster.ts';
import { expectReplyAfter, FAULT_ON_SIGNAL, PIECES } from './faulty-reply.ts';

const HOUR_MS = 3_600_000;

const startCluster = clusterTests({ sharesRedis: true });

it.each(['throw', 'reject'])(
  'a process in which nobody handles an error (%s) says so, ends what it does and exits, and the next goes on',
  (FAULT) =>
    expectReplyAfter({ NODE_OPTIONS: FAULT_ON_SIGNAL, FAULT }, async (lex, provider) => {
      lex.kill('SIGUSR2');
      await lex.printed(/an error that nobody handled/);
      provider.releaseAll();
      expect(await lex.exited).toEqual({ code: 1, signal: null });
      expect(lex.stderr.match(/an error that nobody handled/g)).toHaveLength(1);
    }),
);

it('a clock that jumps an hour ahead and two back ends no lease, and begins nothing twice', async () => {
  const cluster = await startCluster();
  const { provider } = cluster;
  const asked = await cluster.startNode('serve');
  const jumping = await cluster.startNode('all', {
    NODE_OPTIONS: FAULT_ON_SIGNAL,
    FAULT: 'clock',
    LEX_WORKER_CONCURRENCY: '1',
  });
  const steady = await cluster.startNode('all', { LEX_WORKER_CONCURRENCY: '1' });
  const expiresAt = new Date(Date.now() + 3 * HOUR_MS).toISOString();
  await asked.client.run(RememberDocument, { input: { key: 'bike', content: 'My bike is red.', expiresAt } });
  provider.answerWith({ kind: 'text', pieces: PIECES });
  provider.hold();
  // Each of the two that work has one.
  const replies = await Promise.all(
    [0, 1].map(async () => {
      const { chat } = await asked.client.run(ChatDocument, { input: { message: 'tell me something long' } });
      return { chat, stream: asked.follow(chat.reply.id) };
    }),
  );
  const jump = async () => {
    jumping.lex.kill('SIGUSR2');
    provider.release(10);
    // It goes on, and takes what it is asked meanwhile.
    expect((await jumping.client.run(MemoryDocument, { key: 'bike' })).memory?.content).toBe('My bike is red.');
    const input = { message: 'what is 6 times 7?', model: 'local/lex' };
    return (await jumping.client.run(ChatDocument, { input })).chat.reply.id;
  };
  const sent = [await jump(), await jump(), await jump()];
  provider.releaseAll();
  for (const { chat, stream } of replies) {
    const events = await collect(stream);
    expect(textOf(events)).toBe(PIECES.join(''));
    expect(kindsOf(events)).toEqual(['COMPLETED']);
    const { job } = await asked.client.run(JobDocument, { id: chat.job.id });
    expect(job).toMatchObject({ state: 'COMPLETED', attempts: 1 });
  }
  for (const id of sent) {
    for (const node of [steady, jumping]) expect(textOf(await collect(node.follow(id)))).toContain('42');
  }
});
