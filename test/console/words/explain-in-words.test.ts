import { describe, expect, it } from 'vitest';
import { english } from '../../../console/src/language/english.ts';
import { german } from '../../../console/src/language/german.ts';
import { type Explanation, explainInWords } from '../../../console/src/memory/explain-in-words.ts';

const NOTHING: Explanation = {
  __typename: 'RecallExplanation',
  score: 0,
  memory: { __typename: 'Memory', id: 'memory' },
  words: [],
  neighbours: [],
  beside: 0,
  phrases: 0,
  likeness: 0,
  factors: { __typename: 'RecallFactors', asking: 1, heading: 1, group: 1, time: 1, recency: 1 },
  wordScore: 0,
  wordRank: null,
  similarity: null,
  similarityRank: null,
};
const inEnglish = { words: english.memory.explained, language: 'en' };

describe('the explanation of a score', () => {
  it('says what adds, what multiplies and what comes of it', () => {
    const explanation: Explanation = {
      ...NOTHING,
      score: 7.654321,
      words: [
        { __typename: 'RecalledWord', word: 'violin', rarity: 6, score: 4.5 },
        { __typename: 'RecalledWord', word: 'plays', rarity: 0.5, score: 0.25 },
      ],
      neighbours: [
        { __typename: 'NeighbourLift', word: 'attic', score: 1, memory: null },
        {
          __typename: 'NeighbourLift',
          word: 'key',
          score: 1,
          memory: { __typename: 'Memory', id: 'beside', excerpt: 'The key\nis lost.' },
        },
      ],
      phrases: 0.5,
      likeness: 0.25,
      factors: { __typename: 'RecallFactors', asking: 0.8, heading: 1.2, group: 1, time: 2, recency: 1 },
      wordScore: 7.654321,
      wordRank: 2,
    };
    expect(explainInWords(explanation, inEnglish)).toEqual([
      'It holds “violin”, which few memories do: that adds 4.5.',
      'It holds “plays”, which many memories do: that adds 0.25.',
      'Beside it, one that is gone now held “attic”: that adds 1.',
      'Beside it, “The key is lost.” holds “key”: that adds 1.',
      'Words stand together as in the search: that adds 0.5.',
      'It shares other words with the best matches: that adds 0.25.',
      'It begins with a word of the search: times 1.2.',
      'It is from a time that the search names: times 2.',
      'It asks something rather than says it: times 0.8.',
      'By its words it has 7.65 and comes in place 2.',
      'Its score is 7.65.',
    ]);
  });

  it('tells of meanings where they were compared', () => {
    const explanation: Explanation = { ...NOTHING, score: 1 / 61, similarity: 0.873, similarityRank: 1 };
    expect(explainInWords(explanation, inEnglish)).toEqual([
      'Its meaning is like that of the search by 87%: in that it comes in place 1.',
      'Its score is made of these places: 0.0164.',
    ]);
    expect(explainInWords(explanation, { words: german.memory.explained, language: 'de' }).at(-1)).toBe(
      'Ihre Wertung ergibt sich aus diesen Plätzen: 0,0164.',
    );
  });
});
