import { expect, it } from 'vitest';
import { ChatDocument, MessageDocument, StatusDocument } from '../../src/generated/graphql.ts';
import { collect, until } from '../support/clients/subscription-client.ts';
import { clusterTests, kindsOf } from '../support/lex/cluster.ts';
import type { LexProcess } from '../support/lex/lex-process.ts';
import { expectReplyAfter, FAULT_ON_SIGNAL, PIECES } from './faulty-reply.ts';

/** As little as Lex needs, so that it is full soon. */
const LITTLE_MEMORY = { NODE_OPTIONS: `--max-old-space-size=160 ${FAULT_ON_SIGNAL}`, FAULT: 'memory' };

const startCluster = clusterTests({ sharesRedis: true });

/** What a supervisor sees of a process whose heap is full: it is aborted, and V8 says why, which is no line of JSON. */
async function runOutOfMemory(lex: LexProcess): Promise<void> {
  lex.kill('SIGUSR2');
  // A shell would say 134.
  expect(await lex.exited).toEqual({ code: null, signal: 'SIGABRT' });
  expect(lex.stderr).toMatch(/FATAL ERROR: .*JavaScript heap out of memory/);
}

it('a process that runs out of memory is aborted by V8, and the next one writes its reply', async () => {
  await expectReplyAfter(LITTLE_MEMORY, runOutOfMemory);
});

it('a worker that runs out of memory leaves its job to another, and a server answers on', async () => {
  const cluster = await startCluster();
  const { provider } = cluster;
  provider.answerWith({ kind: 'text', pieces: PIECES });
  provider.hold();
  const asked = await cluster.startNode('serve');
  const full = await cluster.startNode('all', LITTLE_MEMORY);
  const { chat } = await asked.client.run(ChatDocument, { input: { message: 'count' } });
  const stream = asked.follow(chat.reply.id);
  provider.release(3);
  await until(stream, ({ replyStream }) => replyStream.kind === 'DELTA');
  await runOutOfMemory(full.lex);
  expect((await asked.client.run(StatusDocument, {})).status.state).not.toBe('DOWN');
  await cluster.startNode('all');
  provider.releaseAll();
  expect(kindsOf(await collect(stream))).toEqual(['RESTARTED', 'COMPLETED']);
  const { message } = await asked.client.run(MessageDocument, { id: chat.reply.id });
  expect(message).toMatchObject({ state: 'COMPLETED', content: PIECES.join('') });
});
