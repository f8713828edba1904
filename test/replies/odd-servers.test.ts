import { beforeAll, describe, expect, it } from 'vitest';
import { ChatDocument } from '../../src/generated/graphql.ts';
import { readId } from '../../src/global-id.ts';
import type { PlayName } from '../support/fake-plays.ts';
import type { FakeProvider } from '../support/fake-provider.ts';
import { startServerWithProvider, startTestServer, type TestServer } from '../support/start-server.ts';

let lex: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  ({ lex, provider } = await startServerWithProvider());
});

/** The reply to a message, when the server plays so. */
async function reply(name: PlayName) {
  provider.answerWith({ kind: 'play', name });
  const input = { message: 'What are two and two?', model: 'compatible/My model (v2) #1', waitMs: 30_000 };
  return (await lex.client.run(ChatDocument, { input })).chat.reply;
}

describe('a reply by a server that is compatible in its own way', () => {
  it.each<PlayName>(['a tag in single characters', 'reasoning_content', 'a whole answer', 'half a token'])(
    'is stored whole: %s',
    async (name) => {
      expect(await reply(name)).toMatchObject({ state: 'COMPLETED', content: 'Four.', error: null });
    },
  );

  it('is stored as what came of it, with the reason', async () => {
    expect(await reply('an error in the chunk')).toMatchObject({
      state: 'FAILED',
      content: 'Fo',
      error: 'The answer broke off: compatible reported a fault (status 502: GPU lost). Ask again to get a whole one.',
    });
  });

  it('that failed is found in the log by its id', async () => {
    const { id, error } = await reply('no credit');
    expect(error).toContain('(status 402: Insufficient Balance)');
    const line = lex.logLines.findLast(({ msg }) => msg === 'model call failed');
    expect(line).toMatchObject({ status: 402, detail: 'Insufficient Balance', failure: 'status' });
    expect(line?.['messageId']).toBe(readId('Message', id));
  });
});

it('a default model without its key is warned of at the start', async () => {
  const unset = await startTestServer({ LEX_MODEL: 'openai/gpt-x' });
  expect(unset.logLines.map(({ msg }) => msg)).toContain(
    'LEX_MODEL is openai/gpt-x, which needs OPENAI_API_KEY to be set: until it is, replies fail.',
  );
});
