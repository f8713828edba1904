import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { createLexClient } from '../../client/src/lex-client.ts';
import { ConversationDocument } from '../../src/generated/graphql.ts';
import { startServerWithProvider, type TestServer } from '../support/lex/start-server.ts';
import type { FakeProvider } from '../support/models/fake-provider.ts';
import { createRandom } from '../support/random.ts';
import { startCuttableProxy } from '../support/servers/cuttable-proxy.ts';

const CUTS = 200;
/** A head has some 1,100 bytes, an event 60 when it is compressed: half of the connections break before their first. */
const MOST_BYTES = 2_400;
const EVERY_MS = 4;
/** More than there is time for. */
const WORDS = 12_000;
const ODD = ['über', '☂', '👩‍🚀', 'data:', '"quoted"', 'line\n\nbreak', '\\', 'a'.repeat(40)];

let lex: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  ({ lex, provider } = await startServerWithProvider({ LEX_MODEL: 'compatible/fake' }));
});

it('loses and repeats no word, and says nothing twice, while its connection is cut at random 200 times', async () => {
  const random = createRandom(17);
  const pieces = Array.from({ length: WORDS }, (_, at) => `${at}${ODD[Math.floor(random() * ODD.length)]} `);
  provider.answerWith({ kind: 'text', pieces });
  provider.hold();
  const pace = setInterval(() => provider.release(1), EVERY_MS);
  onTestFinished(() => clearInterval(pace));
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
  let text = '';
  for await (const event of reply) {
    if (event.kind === 'DELTA') {
      text += event.text;
      if (event.content !== text) throw new Error(`The text so far is other than the words that came: ${text}`);
    } else expect(event).toMatchObject({ kind: 'COMPLETED', reply: { state: 'COMPLETED' } });
    if (event.kind === 'COMPLETED') expect(event.reply.content === text).toBe(true);
  }
  await cutting;
  const whole = pieces.join('');
  // Not shown whole where it differs: it has a hundred thousand characters.
  expect([text.length, text === whole.trimEnd() || text === whole]).toEqual([text.length, true]);
  expect(cuts).toBe(CUTS);
  expect(lost).toBeGreaterThan(CUTS * 0.9);

  const { conversationId } = await reply.sent;
  const { conversation } = await lex.client.run(ConversationDocument, { id: conversationId });
  expect(conversation?.messages.totalCount).toBe(2);
  expect(provider.requests.filter(({ path }) => path.endsWith('/completions'))).toHaveLength(1);
});
