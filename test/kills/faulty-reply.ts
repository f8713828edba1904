import { expect, onTestFinished } from 'vitest';
import { ChatDocument, ReplyStreamDocument } from '../../src/generated/graphql.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { collect, SubscriptionClient, until } from '../support/clients/subscription-client.ts';
import { kindsOf, textOf } from '../support/lex/cluster.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { type LexProcess, startLex } from '../support/lex/lex-process.ts';
import { type FakeProvider, startFakeProvider } from '../support/models/fake-provider.ts';

/** Makes a process do on SIGUSR2 what `FAULT` names. */
export const FAULT_ON_SIGNAL = `--import=${new URL('../support/lex/fault-on-signal.mjs', import.meta.url).href}`;
/** What is written. */
export const PIECES = Array.from({ length: 30 }, (_, index) => `word${index} `);

/**
 * Has a process write a reply and, after its first words, end by a fault; then another one has to write it whole.
 *
 * @param fault the settings of the first process
 * @param end brings the fault about, and resolves when the process has ended
 */
export async function expectReplyAfter(
  fault: Readonly<Record<string, string>>,
  end: (lex: LexProcess, provider: FakeProvider) => Promise<void>,
): Promise<void> {
  const provider = await startFakeProvider();
  onTestFinished(() => provider.close());
  provider.answerWith({ kind: 'text', pieces: PIECES });
  provider.hold();
  const settings = { LEX_MODEL: 'compatible/any', COMPATIBLE_BASE_URL: provider.url };
  const environment = { ...settings, LEX_DATA_DIR: await dataDirectory() };
  const lex = await startLex({ ...environment, ...fault });
  const { chat } = await new GraphqlClient(lex.url).run(ChatDocument, { input: { message: 'count' } });
  provider.release(3);
  const socket = new SubscriptionClient(lex.url);
  const stream = socket.run(ReplyStreamDocument, { messageId: chat.reply.id });
  await until(stream, (event) => event.replyStream.text !== null);
  await socket.close();
  await end(lex, provider);
  provider.releaseAll();

  const next = new SubscriptionClient((await startLex(environment)).url);
  onTestFinished(() => next.close());
  const events = await collect(next.run(ReplyStreamDocument, { messageId: chat.reply.id }));
  expect(textOf(events)).toBe(PIECES.join(''));
  expect(kindsOf(events)).toEqual(['COMPLETED']);
}
