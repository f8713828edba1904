import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fold, straighten } from '../../src/language/fold.ts';

/** Every code point that a text may hold. */
function* codePoints(): Generator<string> {
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code < 0xd800 || code > 0xdfff) yield String.fromCodePoint(code);
  }
}

it('folded text stays as it is, and straightened text folds to the same, for each letter that there is', () => {
  const changed = [...codePoints()].filter((letter) => {
    const [folded, straight] = [fold(letter), straighten(letter)];
    // Most stay as they are, by both: there is nothing more to try.
    if (folded === letter && straight === letter) return false;
    return fold(folded) !== folded || straighten(straight) !== straight || fold(straight) !== folded;
  });
  expect(changed).toEqual([]);
});

it('folded text stays as it is, whatever the text', () => {
  const texts = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(texts, (text) => {
      const folded = fold(text);
      expect(fold(folded)).toBe(folded);
      expect(fold(straighten(text))).toBe(folded);
    }),
    { numRuns: 5_000 },
  );
});

it.each([
  ['Ǽ ǣ æ\u0301', 'ae ae ae'],
  ['Ǿ ø\u0301 Ø', 'o o o'],
  ['ŉ 5\u2033', "'n 5''"],
  ['ÇA ﬁ Straße İ', 'ca fi strasse i'],
])('%s is folded to %s', (text, folded) => {
  expect(fold(text)).toBe(folded);
});
