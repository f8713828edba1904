import { expect, it } from 'vitest';
import { english } from '../../../src/language/terms/english.ts';
import { loadLanguage } from '../../../src/language/terms/languages.ts';
import { partsOfWord } from '../../../src/language/terms/parts-of-word.ts';

const waysOf = (word: string) =>
  [...partsOfWord(word, english)].map((parts) => parts.map(({ term }) => term).join(' '));

it('takes a word apart at each place, into parts of three letters or more', () => {
  expect(waysOf('Roadtrips')).toEqual(['roa dtrip', 'road trip', 'roadt rip', 'roadtr ip']);
  expect(waysOf('kitten')).toEqual(['kit ten']);
});

it('leaves short and very long words whole, those that aren’t of letters, and stop words', () => {
  for (const word of ['otter', '64GBdisk', 'road-trip', '東京', 'a'.repeat(33)]) expect(waysOf(word)).toEqual([]);
  expect(waysOf('therefore')).not.toContain('there fore');
});

it('finds the stems of both parts in other languages', async () => {
  const german = await loadLanguage('german');
  const ways = [...partsOfWord('Fahrradpumpen', german)].map((parts) => parts.map(({ word }) => word));
  expect(ways).toContainEqual(['Fahrrad', 'pumpen']);
});
