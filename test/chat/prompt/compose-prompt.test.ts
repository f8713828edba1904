import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Branch, BranchMessage } from '../../../src/chat/prompt/branch.ts';
import { type ComposedPrompt, composePrompt } from '../../../src/chat/prompt/compose-prompt.ts';
import { ModelContext } from '../../../src/models/contexts/model-context.ts';
import { NO_MEMORY, type RecalledMemory } from '../../../src/models/model.ts';
import { toSentPrompt } from '../../../src/models/prompt/prompt-messages.ts';

const context = (limitTokens: number, tokensPerUnit = 1) =>
  new ModelContext({ provider: 'compatible', name: 'any' }, { limitTokens, tokensPerUnit });

/** A branch of these messages, the last of which is the question; the first is the user's, and they alternate. */
function branchOf(texts: readonly string[], more: Partial<Branch> = {}): Branch {
  const messages = texts.map(
    (content, place): BranchMessage => ({
      id: `m${place}`,
      role: place % 2 === 0 ? 'USER' : 'ASSISTANT',
      content,
      attachmentCount: 0,
    }),
  );
  const question = messages.at(-1);
  return {
    question: { messageId: 'q', number: 1n, createdAt: new Date(0), text: question?.content ?? '', attachmentCount: 0 },
    before: messages.slice(0, -1).reverse(),
    isWhole: true,
    summary: undefined,
    unread: 0,
    instructions: undefined,
    systemPrompt: undefined,
    titled: true,
    drawsMemories: true,
    ...more,
  };
}

const memoryOf = (content: string, ...reasons: string[]): RecalledMemory => ({
  id: content.slice(0, 9),
  content,
  score: 1,
  reasons,
});

function compose(branch: Branch, limitTokens: number, recalled: readonly RecalledMemory[] = []): ComposedPrompt {
  const composed = composePrompt({
    branch,
    recalled,
    voiceMode: false,
    now: new Date(),
    context: context(limitTokens),
  });
  if (!composed) throw new Error('It has no room.');
  return composed;
}

const contents = ({ messages }: ComposedPrompt) => messages.map(({ content }) => content);

describe('a prompt', () => {
  it('holds all that was said while there is room', () => {
    const composed = compose(branchOf(['one', 'ONE', 'two', 'TWO', 'three']), 4_096);
    expect(contents(composed)).toEqual(['one', 'ONE', 'two', 'TWO', 'three']);
    expect(composed.context).toMatchObject({ turnsSent: 5, turnsSummarized: 0, turnsLeftOut: 0, charactersLeftOut: 0 });
  });

  it('always fits, ends in the question, alternates from the user’s turn on, and counts every turn', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.nat({ max: 3_000 }).map((length) => '<語é '.repeat(length)),
    );
    const filled = text.map((each) => each.trim() || 'x');
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 30 }).map((all) => all.slice(all.length % 2)),
        filled,
        fc.option(filled, { nil: undefined }),
        fc.option(filled, { nil: undefined }),
        fc.array(filled, { maxLength: 8 }),
        fc.option(fc.record({ text: filled, at: fc.nat({ max: 30 }), older: fc.nat({ max: 50 }) }), { nil: undefined }),
        fc.integer({ min: 512, max: 20_000 }),
        fc.boolean(),
        fc.option(fc.constant('America/Argentina/Buenos_Aires'), { nil: undefined }),
        (history, question, instructions, systemPrompt, memories, summary, limitTokens, voiceMode, timeZone) => {
          const bare = branchOf([...history, question]);
          const said = bare.before.filter(({ content }) => content.trim()).length;
          const at = Math.min(summary?.at ?? 0, bare.before.length);
          const covered = bare.before.slice(at).filter(({ content }) => content.trim()).length;
          const turns = covered + (summary?.older ?? 0);
          const branch: Branch = {
            ...bare,
            instructions,
            systemPrompt,
            isWhole: !summary?.older,
            summary: summary && turns > 0 ? { text: summary.text, turns, at } : undefined,
          };
          const recalled = memories.map((each) => memoryOf(each));
          const model = context(limitTokens);
          const now = new Date();
          const composed = composePrompt({ branch, recalled, voiceMode, now, timeZone, context: model });
          if (!composed) throw new Error('It has no room.');
          const memory = { ...NO_MEMORY, recalled: composed.memories.map(({ text: content }) => memoryOf(content)) };
          const prompt = { messages: composed.messages, summary: composed.summary, voiceMode, memory, now, timeZone };
          expect(model.tokensOfPrompt(prompt)).toBeLessThanOrEqual(model.promptTokens);
          const { messages } = toSentPrompt(prompt);
          messages.forEach(({ role }, place) => {
            expect(role).toBe(place % 2 === 0 ? 'user' : 'assistant');
          });
          expect(messages.at(-1)?.role).toBe('user');
          const { turnsSent, turnsSummarized, turnsLeftOut, tokens } = composed.context;
          expect(turnsSent + turnsSummarized + turnsLeftOut).toBe(1 + said + (branch.summary ? turns - covered : 0));
          expect(Math.min(turnsSent - 1, turnsSummarized, turnsLeftOut)).toBeGreaterThanOrEqual(0);
          expect(tokens).toBe(model.tokensOfPrompt(prompt));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('leaves out the oldest, and drops an answer that would come first', () => {
    const long = (name: string) => `${name} ${'x'.repeat(600)}`;
    const composed = compose(branchOf([long('a'), long('A'), long('b'), long('B'), 'c']), 1_100);
    expect(contents(composed)).toEqual([long('b'), long('B'), 'c']);
    const tighter = compose(branchOf([long('a'), long('A'), long('b'), 'B', 'c']), 620);
    expect(contents(tighter).at(0)).toMatch(/^b x/);
    expect(tighter.context).toMatchObject({ turnsSent: 3, turnsLeftOut: 2 });
  });

  it('has the summary stand for what it leaves out, and only then', () => {
    const texts = Array.from({ length: 41 }, (_, n) => `turn ${n} ${'x'.repeat(300)}`);
    const summary = { text: 'What was said first.', turns: 30, at: 10 };
    const composed = compose(branchOf(texts, { summary }), 3_000);
    expect(composed.summary).toBe('What was said first.');
    const { turnsSent, turnsSummarized, turnsLeftOut } = composed.context;
    expect([turnsLeftOut, turnsSent + turnsSummarized]).toEqual([0, 41]);
    expect(compose(branchOf(texts, { summary }), 30_000)).toMatchObject({ summary: undefined });
  });

  it('counts what neither it nor the summary holds', () => {
    const texts = Array.from({ length: 21 }, () => 'x'.repeat(900));
    const { context } = compose(branchOf(texts, { summary: { text: 'First.', turns: 4, at: 16 } }), 3_000);
    expect(context.turnsSent + context.turnsSummarized + context.turnsLeftOut).toBe(21);
    expect(context.turnsSummarized).toBe(4);
    expect(context.turnsLeftOut).toBeGreaterThan(0);
  });

  it('cuts a system prompt that is too long, with a note, rather than the question', () => {
    const question = `Why? ${'x'.repeat(2_000)}`;
    const composed = compose(branchOf([question], { systemPrompt: `Be brief. ${'y'.repeat(31_990)}` }), 2_000);
    const [system, asked] = contents(composed);
    expect(system).toMatch(/^Be brief\. y+ \[…\d+ characters are left out here/);
    expect(asked).toBe(question);
    expect(composed.context.charactersLeftOut).toBeGreaterThan(25_000);
  });

  it('says the owner’s instructions before the system prompt, in one message', () => {
    const told = { instructions: 'Be brief.', systemPrompt: 'Be kind.' };
    const ofBoth = compose(branchOf(['Why?'], told), 2_000);
    expect(ofBoth.messages).toEqual([
      { role: 'system', content: 'Be brief.\n\nBe kind.' },
      { role: 'user', content: 'Why?' },
    ]);
    expect(ofBoth.context.charactersLeftOut).toBe(0);
    expect(contents(compose(branchOf(['Why?'], { instructions: 'Be brief.' }), 2_000))).toEqual(['Be brief.', 'Why?']);
  });

  it.each([
    ['both', 31_990, 31_990, /^Be brief\. y+ \[…\d+ characters.*…\] \n\nBe kind\. z+ \[…\d+ characters.*…\] $/],
    ['the owner’s instructions alone', 31_990, 0, /^Be brief\. y+ \[…\d+ characters.*…\] \n\nBe kind\. $/],
    ['the system prompt alone', 0, 31_990, /^Be brief\. \n\nBe kind\. z+ \[…\d+ characters.*…\] $/],
  ])(
    'cuts %s where they have no room, each with its note, and counts what is missing',
    (_, first, second, expected) => {
      const told = { instructions: `Be brief. ${'y'.repeat(first)}`, systemPrompt: `Be kind. ${'z'.repeat(second)}` };
      const composed = compose(branchOf(['Why?'], told), 4_000);
      const [system = '', asked] = contents(composed);
      expect(system).toMatch(expected);
      expect(asked).toBe('Why?');
      const noted = [...system.matchAll(/…(\d+) characters/g)].reduce((sum, [, count]) => sum + Number(count), 0);
      expect(composed.context.charactersLeftOut).toBe(noted);
      const [ofFirst, ofSecond] = [/y/g, /z/g].map((sign) => [...system.matchAll(sign)].length);
      if (first === second) expect(Math.abs((ofFirst ?? 0) - (ofSecond ?? 0))).toBeLessThan(200);
    },
  );

  it('cuts a question in its middle when nothing else is left to give way', () => {
    const composed = compose(branchOf([`Sum up: ${'👩‍👩‍👧‍👦'.repeat(2_900)} in one word.`]), 1_000);
    const [asked = ''] = contents(composed);
    const [, start, left, end] = /^(Sum up: .*) \[…(\d+) characters.*…\] (.*in one word\.)$/.exec(asked) ?? [];
    expect(composed.context.charactersLeftOut).toBe(Number(left));
    for (const part of [start?.slice('Sum up: '.length), end?.slice(0, -' in one word.'.length)]) {
      expect(part?.replaceAll('👩‍👩‍👧‍👦', '')).toBe('');
    }
  });

  it('gives parts of a last turn that is too long by itself', () => {
    const composed = compose(branchOf([`A ${'a'.repeat(9_000)}`, `B ${'b'.repeat(9_000)}`, 'Shorter, please.']), 2_000);
    expect(contents(composed)).toEqual([
      expect.stringMatching(/^A a+ \[…\d+ characters/),
      expect.stringMatching(/^B b+ \[…\d+ characters/),
      'Shorter, please.',
    ]);
    expect(composed.context).toMatchObject({ turnsSent: 3, turnsLeftOut: 0 });
  });
});

describe('memories in a prompt', () => {
  it('that are too long are shortened round what matched, and those that aren’t stay whole', () => {
    const long = (word: string) => memoryOf(`${'x '.repeat(8_000)}${word} is here${' y'.repeat(8_000)}`, word);
    const recalled = [long('harbour'), memoryOf('short', 'short'), ...Array.from({ length: 6 }, () => long('bridge'))];
    const { memories, context } = compose(branchOf(['Where?']), 8_000, recalled);
    expect(memories).toHaveLength(8);
    expect(memories[0]?.text).toMatch(/^ \[…\d+ characters.*…\] .*harbour is here.* \[…\d+ characters.*…\] $/s);
    expect(memories[1]).toMatchObject({ text: 'short', leftOut: 0 });
    expect(context).toMatchObject({ memoriesSent: 8 });
  });

  it('are fewer, best first, where there isn’t room for a part of each', () => {
    const recalled = Array.from({ length: 8 }, (_, n) => memoryOf(`${n} ${'x'.repeat(32_000)}`));
    const { memories } = compose(branchOf(['Where?']), 1_000, recalled);
    expect(memories.length).toBeLessThan(8);
    expect(memories[0]?.text).toMatch(/^0 x/);
  });
});
