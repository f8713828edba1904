import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextCleaner } from '../../src/language/text-cleaner.ts';

function clean(...pieces: readonly string[]): string {
  const cleaner = new TextCleaner();
  return pieces.map((piece) => cleaner.push(piece)).join('') + cleaner.end();
}

describe('cleaning what a model says', () => {
  it('leaves out NUL and replaces lone surrogates', () => {
    expect(clean('a\0b', '\ud800c', '\udc00')).toBe('ab\uFFFDc\uFFFD');
  });

  it('keeps a pair of surrogates that is split between two pieces', () => {
    const cleaner = new TextCleaner();
    expect(cleaner.push('a\ud83d')).toBe('a');
    expect(cleaner.push('\ude00b')).toBe('😀b');
  });

  it('replaces the first half of a pair when the answer ends there', () => {
    expect(clean('a', '\ud83d')).toBe('a\uFFFD');
  });

  it('leaves a clean text as it is, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), (text, at) => {
        const cut = at % (text.length + 1);
        expect(clean(text.slice(0, cut), text.slice(cut))).toBe(text.replaceAll('\0', ''));
      }),
    );
  });
});
