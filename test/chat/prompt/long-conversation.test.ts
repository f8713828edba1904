import { expect, it } from 'vitest';
import { messagesOf, strictModel } from '../../support/models/strict-model.ts';
import { startTalks } from '../../support/models/talks.ts';

const TURNS = 500;
const CONTEXT = 8_000;

it('a conversation of 500 turns goes on with a model of a small context and a strict template', {
  timeout: 600_000,
}, async () => {
  const { provider, talk, whenQuiet } = await startTalks();
  // Words are counted, and not as Lex guesses.
  const tokensOf = (text: string) => Math.ceil(text.length / 3.7);
  provider.answerWith(strictModel({ contextTokens: CONTEXT, tokensOf }));
  const { say } = talk();
  await say('FACT: the parcel is behind the green door.');
  for (let n = 2; n < TURNS; n++) {
    const reply = await say(
      `Question ${n} of many: ${'and what of the harbour, the bridge and the tower? '.repeat(6)}`,
    );
    expect(reply).toMatchObject({ state: 'COMPLETED', error: null });
  }
  await whenQuiet();
  const { context } = await say('Where is the parcel?');

  const messages = messagesOf(provider.requests.filter(({ method }) => method === 'POST').at(-1)?.body);
  const [system, first, ...others] = messages;
  expect(system?.content).toContain('FACT: the parcel is behind the green door.');
  expect(first?.role).toBe('user');
  expect(others.at(-1)).toEqual({ role: 'user', content: 'Where is the parcel?' });
  expect(messages.reduce((sum, { content }) => sum + tokensOf(content), 0)).toBeLessThanOrEqual(CONTEXT);
  expect(context).toMatchObject({ turnsLeftOut: 0, turnsSent: messages.length - 1, limitTokens: CONTEXT });
  expect(context.turnsSummarized).toBe(2 * TURNS - 1 - context.turnsSent);
});
