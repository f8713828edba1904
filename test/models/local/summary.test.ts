import { describe, expect, it } from 'vitest';
import { splitSentences } from '../../../src/language/sentences.ts';
import { extractSummary } from '../../../src/models/local/summary.ts';

const TEXT =
  'The weather was fine. The bridge carries trains over the river. Engineers inspect the bridge and the river banks. ' +
  'Lunch was late. Somebody sang.';

describe('an extractive summary', () => {
  it('picks the sentences whose words come up most, in their order', () => {
    expect(extractSummary(TEXT, 2)).toBe(
      'The bridge carries trains over the river. Engineers inspect the bridge and the river banks.',
    );
  });

  it('is the whole text when there is no more than asked for', () => {
    expect(extractSummary('One thing. Another thing.', 3)).toBe('One thing. Another thing.');
  });

  it('is empty for an empty text', () => {
    expect(extractSummary(' \n ', 3)).toBe('');
  });

  it('takes the earlier of two equal sentences', () => {
    expect(extractSummary('Alpha beta. Gamma delta.', 1)).toBe('Alpha beta.');
  });
});

describe('splitting into sentences', () => {
  it('does not stop at abbreviations and decimals', () => {
    expect(splitSentences('Dr. Smith paid 3.50. Mr. J. Doe, e.g. Tom, left!')).toEqual([
      'Dr. Smith paid 3.50.',
      'Mr. J. Doe, e.g. Tom, left!',
    ]);
  });

  it('ends at the end of a line, and knows other scripts', () => {
    expect(splitSentences('user: hi\nassistant: hello\n\n今日は。元気？')).toEqual([
      'user: hi',
      'assistant: hello',
      '今日は。',
      '元気？',
    ]);
  });
});
