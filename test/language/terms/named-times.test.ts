import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { english } from '../../../src/language/terms/english.ts';
import { loadLanguage } from '../../../src/language/terms/languages.ts';
import { MEMORY_LANGUAGES } from '../../../src/language/terms/memory-languages.ts';
import { isToldOf, timesIn } from '../../../src/language/terms/named-times.ts';

describe('the times that a text names', () => {
  it.each([
    ['What happened on 7 July, 2023?', [2023, 6, 7]],
    ['What happened on July 7th, 2023?', [2023, 6, 7]],
    ['the 7th of July 2023', [2023, 6, 7]],
    ['since 2023-07-07', [2023, 6, 7]],
    ['since 2023-07', [2023, 6, undefined]],
    ['in July 2023', [2023, 6, undefined]],
    ['in Aug 2023', [2023, 7, undefined]],
    ['last June', [undefined, 5, undefined]],
    ['on June 3', [undefined, 5, 3]],
    ['What did I say in May?', [undefined, 4, undefined]],
    ['in 2023', [2023, undefined, undefined]],
    ['31 February 2023', [2023, 1, undefined]],
    ['٧ July ٢٠٢٣', [2023, 6, 7]],
  ])('%s', (text, [year, month, day]) => {
    expect(timesIn(text, english)).toEqual([{ year, month, day }]);
  });

  it.each([
    'Where may I march?',
    'May I ask?',
    'a disk of 2026GB',
    'room 1234',
    '2023456',
    'the second of them',
    'Jan told me',
    'mar the table',
  ])('%s names none', (text) => {
    expect(timesIn(text, english)).toEqual([]);
  });

  it.each([
    ['german', 'Was war am 7. Juli 2023?', [2023, 6, 7]],
    ['german', 'Was habe ich im März gesagt?', [undefined, 2, undefined]],
    ['spanish', 'el 7 de julio de 2023', [2023, 6, 7]],
    ['french', 'en août 2023', [2023, 7, undefined]],
    ['russian', 'в июле 2023', [2023, 6, undefined]],
  ] as const)('in %s: %s', async (name, text, [year, month, day]) => {
    expect(timesIn(text, await loadLanguage(name))).toEqual([{ year, month, day }]);
  });

  it('no more than four of them, and none beyond the beginning of a long text', () => {
    expect(timesIn('2001 2002 2003 2004 2005 2006', english)).toHaveLength(4);
    expect(timesIn(`${'word '.repeat(1_000)} 2023`, english)).toEqual([]);
  });

  it.each(MEMORY_LANGUAGES)('%s takes any text', async (name) => {
    const language = await loadLanguage(name);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const { month, day } of timesIn(text, language)) {
          expect(month ?? 0).toBeLessThan(12);
          expect(day ?? 1).toBeLessThanOrEqual(31);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('what is told of a time', () => {
  it.each([
    ['the day itself', '2023-07-07T12:00:00Z', true],
    ['the evening before, where the day has begun', '2023-07-06T14:00:00Z', true],
    ['some days later', '2023-07-13T12:00:00Z', true],
    ['weeks later', '2023-07-30T12:00:00Z', false],
    ['days before', '2023-07-04T12:00:00Z', false],
  ])('%s', (_, at, expected) => {
    expect(isToldOf({ year: 2023, month: 6, day: 7 }, Date.parse(at))).toBe(expected);
  });

  it('a month without a year is that of any', () => {
    const december = { year: undefined, month: 11, day: undefined };
    expect(isToldOf(december, Date.parse('2021-12-20T00:00:00Z'))).toBe(true);
    expect(isToldOf(december, Date.parse('2022-01-03T00:00:00Z'))).toBe(true);
    expect(isToldOf(december, Date.parse('2022-02-03T00:00:00Z'))).toBe(false);
  });
});
