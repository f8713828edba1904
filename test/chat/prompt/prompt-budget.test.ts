import { beforeAll, describe, expect, it } from 'vitest';
import {
  CreateConversationDocument,
  RegenerateReplyDocument,
  RememberManyDocument,
} from '../../../src/generated/graphql.ts';
import { startTestServer } from '../../support/lex/start-server.ts';
import { strictModel } from '../../support/models/strict-model.ts';
import { chat, lastPrompt, prompts, rowId, startTalks, systemOf, talkOf } from '../../support/models/talks.ts';

type Talks = Awaited<ReturnType<typeof startTalks>>;

/** What is said again and again. */
const SENTENCE = 'And what of the harbour, the bridge and the tower, which nobody has seen since? ';
const size = (text: string) => Math.ceil(text.length / 3);
const sizeOf = (messages: readonly { content: string }[]) =>
  messages.reduce((sum, { content }) => sum + size(content), 0);

describe('where the context is large enough', () => {
  let talks: Talks;
  beforeAll(async () => {
    talks = await startTalks();
    talks.provider.answerWith(strictModel({ contextTokens: 1_000_000 }));
  });

  it.each([99, 100, 101, 150])('a prompt after %s turns begins with the first of them', async (turns) => {
    const { say } = talks.talk(await talks.stored(turns, (place) => `message ${place}`));
    const { context } = await say('And now?');
    const prompt = lastPrompt(talks.provider);
    expect(prompt.at(0)).toEqual({ role: 'user', content: 'message 0' });
    expect(prompt).toHaveLength(2 * turns + 1);
    expect(context).toMatchObject({ turnsSent: 2 * turns + 1, turnsSummarized: 0, turnsLeftOut: 0 });
  });

  it('10,000 messages are read from their end, and what is left out is counted, then summed up', async () => {
    const { say } = talks.talk(
      await talks.stored(5_000, (place) => (place === 0 ? 'FACT: it began in May.' : `message ${place} of many`)),
    );
    const { state, context } = await say('And now?');
    expect(state).toBe('COMPLETED');
    expect(context.turnsSummarized).toBe(0);
    expect(context.turnsSent + context.turnsLeftOut).toBe(10_001);
    expect(context.turnsLeftOut).toBeGreaterThan(5_000);
    await talks.whenQuiet();
    const next = await say('And then?');
    expect(next.context).toMatchObject({ turnsLeftOut: 0 });
    expect(next.context.turnsSent + next.context.turnsSummarized).toBe(10_003);
    expect(systemOf(lastPrompt(talks.provider))).toContain('FACT: it began in May.');
  });

  it('eight memories of 32,000 characters are given in part', async () => {
    const input = Array.from({ length: 8 }, (_, n) => ({
      key: `k${n}`,
      content: `${'filler '.repeat(2_200 * (n % 3))}zeppelin number ${n} ${'filler '.repeat(4_500 - 2_200 * (n % 3))}`,
    }));
    await talks.lex.client.run(RememberManyDocument, { input });
    const { context } = await talks.talk().say('Where is the zeppelin?');
    const system = systemOf(lastPrompt(talks.provider));
    for (let n = 0; n < 8; n++) expect(system).toContain(`zeppelin number ${n}`);
    expect(system).toContain('characters are left out here');
    expect(system.length).toBeLessThan(20_000);
    expect(context).toMatchObject({ memoriesSent: 8 });
    expect(context.charactersLeftOut).toBeGreaterThan(200_000);
  });
});

describe('where the context is small', () => {
  const CONTEXT = 1_000;
  let talks: Talks;
  beforeAll(async () => {
    talks = await startTalks({ LEX_CONTEXT_TOKENS: `${CONTEXT}` });
    talks.provider.answerWith(strictModel({ contextTokens: CONTEXT }));
  });

  it('a conversation goes on, also for the ear, and without a refusal', async () => {
    const refusals = countOf(talks);
    const { say } = talks.talk();
    for (let n = 0; n < 12; n++) {
      const reply = await say(`${n}: ${SENTENCE.repeat(4)}`, { voiceMode: n % 2 === 0 });
      expect(reply).toMatchObject({ state: 'COMPLETED', context: { limitTokens: CONTEXT } });
    }
    expect(refusals()).toBe(0);
    expect(sizeOf(lastPrompt(talks.provider))).toBeLessThan(CONTEXT);
  });

  it('a system prompt of 32,000 characters is cut, and the question is not', async () => {
    const { createConversation } = await talks.lex.client.run(CreateConversationDocument, {
      systemPrompt: `Speak like a pirate. ${'x'.repeat(31_900)}`,
    });
    const { say } = talks.talk(createConversation.id);
    for (const question of ['Who are you?', 'And where?']) {
      const { state, context } = await say(question);
      expect(state).toBe('COMPLETED');
      expect(context.charactersLeftOut).toBeGreaterThan(30_000);
      const prompt = lastPrompt(talks.provider);
      expect(systemOf(prompt)).toMatch(/^Speak like a pirate\. x+ \[…\d+ characters are left out here/);
      expect(prompt.at(-1)).toEqual({ role: 'user', content: question });
    }
    expect(lastPrompt(talks.provider).map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
  });

  it('a question of 32,000 characters is given in part, which the reply says and the model sees', async () => {
    const { say } = talks.talk();
    await say('Hello.');
    const { state, context } = await say(`Look: ${'x'.repeat(31_900)} What is that?`);
    expect(state).toBe('COMPLETED');
    expect(context.charactersLeftOut).toBeGreaterThan(29_000);
    const question = lastPrompt(talks.provider).at(-1)?.content;
    expect(question).toMatch(/^Look: x+ \[…\d+ characters are left out here.*…\] x+ What is that\?$/);
    expect(await say('And that?')).toMatchObject({ state: 'COMPLETED', context: { turnsLeftOut: 2 } });
  });

  it('Chinese counts for what it is', async () => {
    const model = 'compatible/chinese';
    const tokensOf = (text: string) => Math.ceil(text.length * 1.2);
    talks.provider.answerWith(strictModel({ contextTokens: CONTEXT, tokensOf, reply: () => '好的，我明白了。' }));
    const refusals = countOf(talks);
    const { say } = talks.talk();
    for (let n = 0; n < 10; n++) {
      expect(await say(`${n}：港口、大橋和塔樓怎麼樣了？`.repeat(6), { model })).toMatchObject({ state: 'COMPLETED' });
    }
    // What is said in English round it has more tokens here than anywhere: that is learned from a refusal at most once.
    expect(refusals()).toBeLessThan(4);
    talks.provider.answerWith(strictModel({ contextTokens: CONTEXT }));
  });

  it('a regenerated reply is asked for with what the first was, and the summary that is there by then', async () => {
    const { say } = talks.talk();
    await say('FACT: the key is under the mat.');
    for (let n = 0; n < 8; n++) await say(`${n}: ${SENTENCE.repeat(3)}`);
    await talks.whenQuiet();
    const { id } = await say('Where is the key?');
    const asked = lastPrompt(talks.provider);
    expect(systemOf(asked)).toContain('FACT: the key is under the mat.');
    await talks.whenQuiet();
    const { regenerateReply } = await talks.lex.client.run(RegenerateReplyDocument, { messageId: id });
    const { jobs, viewer } = talks.lex.server.app;
    expect(await jobs.whenEnded(viewer.id, rowId(regenerateReply.job.id), 20_000)).toMatchObject({
      state: 'COMPLETED',
    });
    const again = lastPrompt(talks.provider);
    expect(again.at(-1)).toEqual(asked.at(-1));
    expect(systemOf(again)).toContain('FACT: the key is under the mat.');
  });
});

describe('what a refusal teaches', () => {
  it('is less than LEX_CONTEXT_TOKENS and wins, also after a restart', async () => {
    const settings = { LEX_CONTEXT_TOKENS: '20000' };
    const talks = await startTalks(settings);
    talks.provider.answerWith(strictModel({ contextTokens: 3_000 }));
    const refusals = countOf(talks);
    const { say, ...talk } = talks.talk(await talks.stored(40, (turn) => `${turn}: ${SENTENCE.repeat(4)}`));
    expect(await say('And now?')).toMatchObject({ state: 'COMPLETED', context: { limitTokens: 3_000 } });
    expect(refusals()).toBe(1);
    await talks.whenQuiet();
    await talks.lex.close();
    const again = await startTestServer({
      ...settings,
      LEX_MODEL: 'compatible/any',
      COMPATIBLE_BASE_URL: talks.provider.url,
      LEX_DATA_DIR: talks.lex.dataDir,
    });
    const reply = await talkOf(again.client, talk.id).say('And then?');
    expect(reply).toMatchObject({ state: 'COMPLETED', context: { limitTokens: 3_000 } });
    expect(refusals()).toBe(1);
  });

  it('is found by halving where the provider doesn’t say what it takes', async () => {
    const talks = await startTalks();
    talks.provider.answerWith(strictModel({ contextTokens: 3_000, tells: false }));
    const { say } = talks.talk(await talks.stored(200, (turn) => `${turn}: ${SENTENCE.repeat(4)}`));
    const { state, context } = await say('And now?');
    expect(state).toBe('COMPLETED');
    expect(context.limitTokens).toBeLessThanOrEqual(4_500);
    expect(context.tokens).toBeGreaterThan(700);
    const refused = countOf(talks);
    expect((await say('And then?')).state).toBe('COMPLETED');
    expect(refused()).toBe(0);
  });

  it('ends in words that say what to do, when nothing is short enough', async () => {
    const talks = await startTalks();
    talks.provider.answerWith(strictModel({ contextTokens: 2, tells: false }));
    const { reply } = await chat(talks.lex.client, 'Is that too long?');
    expect(reply).toMatchObject({ state: 'FAILED', content: '' });
    expect(reply.error).toContain('make it shorter');
    expect(prompts(talks.provider).length).toBeLessThan(15);
    talks.provider.answerWith(strictModel({ contextTokens: 3_000 }));
    expect((await chat(talks.lex.client, 'And now?')).reply).toMatchObject({
      state: 'COMPLETED',
      context: { limitTokens: 32_768 },
    });
  });
});

/** Counts the calls from now on that were refused: each of those is followed by another with the same question. */
function countOf({ provider }: Talks): () => number {
  const before = prompts(provider).length;
  return () => {
    const questions = prompts(provider)
      .slice(before)
      .map((messages) => {
        const system = messages.find(({ role }) => role === 'system');
        return `${system?.content.startsWith('Summarize')}${messages.at(-1)?.content}`;
      });
    return questions.filter((question, place) => question === questions[place - 1]).length;
  };
}
