import { expect, it } from 'vitest';
import { durationInWords } from '../../../console/src/jobs/duration-in-words.ts';

it.each([
  [0, '0 sec'],
  [340, '0.3 sec'],
  [9_960, '10 sec'],
  [59_600, '1 min'],
  [61_000, '1 min 1 sec'],
  [3_600_000, '1 hr'],
  // What is below the unit that is missing says little.
  [3_605_000, '1 hr'],
  [90_061_000, '1 day 1 hr'],
])('%i ms are %s', (ms, words) => {
  expect(durationInWords(ms, 'en')).toBe(words);
});

it('says it in the reader’s language', () => {
  expect(durationInWords(1_500, 'de')).toMatch(/^1,5\sSek\.$/u);
});
