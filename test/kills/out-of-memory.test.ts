import { expect, it, onTestFinished } from 'vitest';
import { ChatDocument, MessageDocument, ReplyStreamDocument, StatusDocument } from '../../src/generated/graphql.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { collect, SubscriptionClient, until } from '../support/clients/subscription-client.ts';
import { clusterTests, kindsOf, textOf } from '../support/lex/cluster.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { type LexProcess, startLex } from '../support/lex/lex-process.ts';
import { startFakeProvider } from '../support/models/fake-provider.ts';

const FAULT_ON_SIGNAL = new URL('../support/lex/fault-on-signal.mjs', import.meta.url).href;
/** As little as Lex needs, so that it is full soon. */
const LITTLE_MEMORY = { NODE_OPTIONS: `--max-old-space-size=160 --import=${FAULT_ON_SIGNAL}`, FAULT: 'memory' };
const PIECES = Array.from({ length: 30 }, (_, index) => `word${index} `);

const startCluster = clusterTests({ sharesRedis: true });

/** What a supervisor sees of a process whose heap is full: it is aborted, and V8 says why, which is no line of JSON. */
async function runOutOfMemory(lex: LexProcess): Promise<void> {
  lex.kill('SIGUSR2');
  // A shell would say 134.
  expect(await lex.exited).toEqual({ code: null, signal: 'SIGABRT' });
  expect(lex.stderr).toMatch(/FATAL ERROR: .*JavaScript heap out of memory/);
}

it('a process that runs out of memory is aborted by V8, and the next one writes its reply', async () => {
  const provider = await startFakeProvider();
  onTestFinished(() => provider.close());
  provider.answerWith({ kind: 'text', pieces: PIECES });
  provider.hold();
  const settings = { LEX_MODEL: 'compatible/any', COMPATIBLE_BASE_URL: provider.url };
  const environment = { ...settings, LEX_DATA_DIR: await dataDirectory() };
  const lex = await startLex({ ...environment, ...LITTLE_MEMORY });
  const { chat } = await new GraphqlClient(lex.url).run(ChatDocument, { input: { message: 'count' } });
  provider.release(3);
  const socket = new SubscriptionClient(lex.url);
  await until(
    socket.run(ReplyStreamDocument, { messageId: chat.reply.id }),
    (event) => event.replyStream.text !== null,
  );
  await socket.close();
  await runOutOfMemory(lex);
  provider.releaseAll();

  const next = new SubscriptionClient((await startLex(environment)).url);
  onTestFinished(() => next.close());
  const events = await collect(next.run(ReplyStreamDocument, { messageId: chat.reply.id }));
  expect(textOf(events)).toBe(PIECES.join(''));
  expect(kindsOf(events)).toEqual(['COMPLETED']);
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
