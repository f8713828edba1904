import { expect, it } from 'vitest';
import {
  ChatDocument,
  MessageDocument,
  RecallDocument,
  RememberDocument,
  StatusDocument,
  StopReplyDocument,
} from '../../src/generated/graphql.ts';
import { collect, until } from '../support/clients/subscription-client.ts';
import { clusterTests, kindsOf, textOf } from '../support/lex/cluster.ts';
import { runLex, startLex } from '../support/lex/lex-process.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const startCluster = clusterTests({ sharesRedis: true });

/** A server that answers, and another that does the work. */
async function startPair() {
  const cluster = await startCluster();
  const asked = await cluster.startNode('serve');
  return { ...cluster, asked, working: await cluster.startNode('all') };
}

const PIECES = Array.from({ length: 40 }, (_, index) => `word${index} `);
it('a reply that one server was asked for and another writes is followed on each, from any place', async () => {
  const { provider, asked, working } = await startPair();
  provider.answerWith({ kind: 'text', pieces: PIECES });
  provider.hold();
  const { chat } = await asked.client.run(ChatDocument, { input: { message: 'tell me something long' } });
  const messageId = chat.reply.id;
  const streams = [asked.follow(messageId), working.follow(messageId)];
  const seen = await Promise.all(
    streams.map(async (stream) => {
      provider.release(20);
      return until(stream, ({ replyStream }) => replyStream.kind === 'DELTA');
    }),
  );
  provider.releaseAll();
  const all = await Promise.all(
    streams.map(async (stream, index) => [...seen.slice(index, index + 1), ...(await collect(stream))]),
  );
  for (const events of all) {
    expect(textOf(events)).toBe(PIECES.join(''));
    expect(kindsOf(events)).toEqual(['COMPLETED']);
    for (const [index, event] of events.entries()) {
      const rest = await collect(asked.follow(messageId, event.replyStream.cursor));
      expect(textOf(rest)).toBe(textOf(events.slice(index + 1)));
    }
  }
  const { message } = await asked.client.run(MessageDocument, { id: messageId });
  expect(message).toMatchObject({ state: 'COMPLETED', content: PIECES.join('') });
});

it('a reply is stopped from a server that doesn’t write it', async () => {
  const { provider, asked } = await startPair();
  provider.answerWith({ kind: 'text', pieces: PIECES });
  provider.hold();
  provider.release(2);
  const { chat } = await asked.client.run(ChatDocument, { input: { message: 'tell me something long' } });
  const stream = asked.follow(chat.reply.id);
  const first = await until(stream, ({ replyStream }) => replyStream.kind === 'DELTA');
  const { stopReply } = await asked.client.run(StopReplyDocument, { messageId: chat.reply.id });
  expect(stopReply.state).toBe('STOPPED');
  const rest = await collect(stream);
  expect(kindsOf(rest)).toEqual(['STOPPED']);
  const written = textOf([first, ...rest]);
  expect(PIECES.slice(0, 2).join('').startsWith(written)).toBe(true);
  const { message } = await asked.client.run(MessageDocument, { id: chat.reply.id });
  expect(message).toMatchObject({ state: 'STOPPED', content: written, job: { state: 'CANCELLED' } });
});

it('what is remembered on one server is recalled on the other', async () => {
  const { asked, working } = await startPair();
  await asked.client.run(RememberDocument, { input: { key: 'bike', content: 'My bike is red.' } });
  const recalled = async () => {
    const { recall } = await working.client.run(RecallDocument, { query: 'the colour of my bike' });
    return recall.map(({ memory }) => memory.content);
  };
  await expect.poll(recalled).toEqual(['My bike is red.']);
});

it('one server tells how Redis is, and that another one works', async () => {
  const { asked } = await startPair();
  // A Redis that needs half a second on a busy machine is told of as degraded, once.
  await expect
    .poll(async () => (await asked.client.run(StatusDocument, {})).status)
    .toMatchObject({
      state: 'UP',
      mode: 'SCALED',
      queues: [{ name: 'jobs', workers: 1 }],
      components: expect.arrayContaining([expect.objectContaining({ name: 'redis', state: 'UP' })]),
    });
});

it('databases that share a Redis keep to themselves', async () => {
  const [one, other] = [await startCluster(), await startCluster()];
  const asked = await one.startNode('serve');
  const elsewhere = await other.startNode('all');
  const { chat } = await asked.client.run(ChatDocument, {
    input: { message: 'what is 6 times 7?', model: 'local/lex' },
  });
  // The other one's worker is given what comes after it, and not this.
  const input = { message: 'what is 6 times 8?', model: 'local/lex', waitMs: 20_000 };
  expect((await elsewhere.client.run(ChatDocument, { input })).chat.reply.state).toBe('COMPLETED');
  const { status } = await asked.client.run(StatusDocument, {});
  expect(status.queues).toMatchObject([{ waiting: 1, active: 0, workers: 0 }]);
  await one.startNode('all');
  expect(textOf(await collect(asked.follow(chat.reply.id)))).toContain('42');
});

it('a process that has no Redis is kept out of a database that others share, and they out of its', async () => {
  const { environment, asked, working } = await startPair();
  const { REDIS_URL: _, ...alone } = environment;
  const refused = await runLex(['serve'], { ...alone, PORT: '0', LEX_DATA_DIR: await temporaryDirectory() });
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('needs REDIS_URL as well') });
  for (const { lex } of [asked, working]) {
    lex.kill('SIGTERM');
    expect(await lex.exited).toEqual({ code: 0, signal: null });
  }
  await startLex({ ...alone, LEX_DATA_DIR: await temporaryDirectory() });
  const shared = await runLex(['serve'], { ...environment, PORT: '0', LEX_DATA_DIR: await temporaryDirectory() });
  expect(shared).toMatchObject({ code: 1, stderr: expect.stringContaining('without REDIS_URL uses this database') });
});
