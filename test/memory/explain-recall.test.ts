import { beforeAll, describe, expect, it } from 'vitest';
import { ExplainRecallDocument, RecallDocument, RememberManyDocument } from '../../src/generated/graphql.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

const TALK = [
  'Mia: Where did you put the red bicycle?',
  'Tom: It stands in the cellar, behind the old wardrobe',
  'Mia: And the pump?',
  'Tom: The pump hangs beside the red bicycle',
  'Mia: Thank you',
];

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer();
  const talk = TALK.map((content) => ({ content, group: 'talk' }));
  const others = Array.from({ length: 30 }, (_, n) => ({ content: `Shelf ${n} holds a box of red paint` }));
  await lex.client.run(RememberManyDocument, { input: [...talk, ...others] });
});

const explain = async (query: string, limit = 20) =>
  (await lex.client.run(ExplainRecallDocument, { query, limit })).explainRecall;

describe('explainRecall', () => {
  it('answers as recall does, in the same order with the same scores', async () => {
    const explained = await explain('where is the red bicycle');
    const { recall } = await lex.client.run(RecallDocument, { query: 'where is the red bicycle', limit: 20 });
    expect(explained.map(({ memory, reasons }) => [memory.id, reasons])).toEqual(
      recall.map(({ memory, reasons }) => [memory.id, reasons]),
    );
    for (const [index, { score }] of explained.entries()) expect(score).toBeCloseTo(recall[index]?.score ?? 0, 5);
  });

  it('takes each score apart into what it is made of', async () => {
    const explained = await explain('where is the red bicycle of Mia');
    expect(explained.length).toBeGreaterThan(5);
    for (const { score, words, beside, phrases, likeness, factors } of explained) {
      const sum = words.reduce((total, word) => total + word.score, beside + phrases + likeness);
      const { asking, heading, group, time, recency } = factors;
      expect(score).toBeCloseTo(sum * asking * heading * group * time * recency, 9);
    }
  });

  it('says which words match and how rare each is', async () => {
    const [best] = await explain('red bicycle');
    expect(best?.words.map(({ word }) => word)).toEqual(['red', 'bicycle']);
    const [red, bicycle] = best?.words ?? [];
    expect(bicycle?.rarity).toBeGreaterThan(red?.rarity ?? Number.NaN);
    expect(best?.phrases).toBeGreaterThan(0);
  });

  it('says what stands beside, and that a question counts for less', async () => {
    const explained = await explain('red bicycle');
    const answer = explained.find(({ memory }) => memory.content.includes('cellar'));
    expect(answer).toMatchObject({ words: [], reasons: ['next to a match'], factors: { asking: 1 } });
    expect(answer?.beside).toBeGreaterThan(0);
    const question = explained.find(({ memory }) => memory.content === TALK[0]);
    expect(question?.factors.asking).toBeLessThan(1);
  });

  it('says what is of the time that is named, and what shares other words with the best matches', async () => {
    const now = new Date();
    const [best] = await explain(`red bicycle in ${now.getUTCFullYear()}`);
    expect(best).toMatchObject({ factors: { time: 2 }, reasons: expect.arrayContaining(['from that time']) });
    const [before] = await explain(`red bicycle in ${now.getUTCFullYear() - 3}`);
    expect(before?.factors.time).toBe(1);
    expect(before?.reasons).not.toContain('from that time');
    expect((await explain('red bicycle')).some(({ likeness }) => likeness > 0)).toBe(true);
  });

  it('finds a word that nobody wrote by its two parts, and names them', async () => {
    const [best] = await explain('redbicycle');
    expect(best?.words.map(({ word }) => word)).toEqual(['red', 'bicycle']);
  });

  it('says what is headed by a word of the query, and how new each is', async () => {
    const headed = (await explain('Tom bicycle')).find(({ memory }) => memory.content === TALK[3]);
    expect(headed?.factors.heading).toBeGreaterThan(1);
    expect(headed?.factors.recency).toBeGreaterThan(1);
    expect(headed?.factors.recency).toBeLessThanOrEqual(1.05);
  });

  it.each([
    [{ query: ' ' }, 'query'],
    [{ query: 'x', limit: 0 }, 'limit'],
    [{ query: 'x', limit: 101 }, 'limit'],
    [{ query: 'x', namespace: '' }, 'namespace'],
  ])('refuses %j', async (variables, word) => {
    await expect(lex.client.run(ExplainRecallDocument, variables)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining(word),
    });
  });
});
