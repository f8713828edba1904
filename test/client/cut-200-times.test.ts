import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { createLexClient } from '../../client/src/lex-client.ts';
import { ConversationDocument } from '../../src/generated/graphql.ts';
import { startServerWithProvider, type TestServer } from '../support/lex/start-server.ts';
import type { FakeProvider } from '../support/models/fake-provider.ts';
import { createRandom } from '../support/random.ts';
import { startCuttableProxy } from '../support/servers/cuttable-proxy.ts';

const CUTS = 200;
/** A head has some 1,100 bytes, a compressed event 200: half of the connections break before the first. */
const MOST_BYTES = 2_400;
/** More than come before the last cut. */
const PIECES = 2_000;
const ODD = ['über', '☂', '👩‍🚀', 'data:', '"quoted"', 'line\n\nbreak', '\\', '</script>'];

let lex: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  ({ lex, provider } = await startServerWithProvider({ LEX_MODEL: 'compatible/fake' }));
});

it('loses and repeats no word, and says nothing twice, while its connection is cut at random 200 times', async () => {
  const random = createRandom(17);
  const number = () => random().toString(36).slice(2);
  const words = () => Array.from({ length: 12 }, () => `${number()} ${ODD[Math.floor(random() * ODD.length)]}`);
  const pieces = Array.from({ length: PIECES }, (_, at) => `${at}: ${words().join(' ')}. `);
  provider.answerWith({ kind: 'text', pieces });
  provider.hold();
  const proxy = await startCuttableProxy({ host: '127.0.0.1', port: Number(new URL(lex.url).port) });
  onTestFinished(() => proxy.close());

  let lost = 0;
  const client = createLexClient({
    url: `http://127.0.0.1:${proxy.port}/graphql`,
    firstWaitMs: 1,
    tries: 100,
    onRetry: () => {
      lost += 1;
    },
  });
  let cuts = 0;
  const cutting = (async () => {
    while (cuts < CUTS) {
      await proxy.breakOffAfter(1 + Math.floor(random() * MOST_BYTES));
      cuts += 1;
    }
    provider.releaseAll();
  })();

  const reply = client.chat('Tell me everything.');
  provider.release(1);
  let text = '';
  for await (const event of reply) {
    if (event.kind === 'DELTA') {
      // What is written next is written when this has come, so that there is something on the way all the time.
      provider.release(1);
      text += event.text;
      if (event.content !== text) throw new Error(`The text so far is other than what came: ${event.text}`);
    } else expect(event).toMatchObject({ kind: 'COMPLETED', reply: { state: 'COMPLETED' } });
    if (event.kind === 'COMPLETED') expect(event.reply.content === text).toBe(true);
  }
  expect(cuts).toBe(CUTS);
  await cutting;
  // Not shown where it differs: it has some hundred thousand characters.
  expect([text.length, text.trimEnd() === pieces.join('').trimEnd()]).toEqual([text.length, true]);
  expect(lost).toBeGreaterThan(CUTS * 0.9);

  const { conversationId } = await reply.sent;
  const { conversation } = await lex.client.run(ConversationDocument, { id: conversationId });
  expect(conversation?.messages.totalCount).toBe(2);
  expect(provider.requests.filter(({ path }) => path.endsWith('/completions'))).toHaveLength(1);
});
