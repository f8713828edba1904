import { describe, expect, it } from 'vitest';
import { fitText, startThatFits } from '../../../src/chat/prompt/fit-text.ts';

const FAMILY = '👩‍👩‍👧‍👦';
const within = (length: number) => (text: string) => text.length <= length;

describe('a text that is too long', () => {
  it('stays as it is when it isn’t', () => {
    expect(fitText('short', within(5), 'ends')).toEqual({ text: 'short', leftOut: 0 });
  });

  it.each([
    ['start', /^x+ \[…(\d+) characters[^\]]*\] $/],
    ['ends', /^x+ \[…(\d+) characters[^\]]*\] x+$/],
    [{ around: 5_000 }, /^ \[…\d+ characters[^\]]*\] x+ \[…\d+ characters[^\]]*\] $/],
  ] as const)('is cut to fit, with notes that say how much is missing: %o', (part, shape) => {
    const { text, leftOut } = fitText('x'.repeat(10_000), within(400), part);
    expect(text).toMatch(shape);
    expect(text.length).toBeLessThanOrEqual(400);
    const noted = [...text.matchAll(/…(\d+) characters/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    expect(noted).toBe(leftOut);
    expect(text.match(/x/g)).toHaveLength(10_000 - leftOut);
  });

  it('is empty when not even a note has room', () => {
    expect(fitText('x'.repeat(100), within(10), 'start')).toEqual({ text: '', leftOut: 100 });
  });

  it.each(['start', 'ends', { around: 3_001 }] as const)('is never cut in a grapheme: %o', (part) => {
    for (let length = 200; length < 230; length++) {
      const { text } = fitText(FAMILY.repeat(600), within(length), part);
      expect(text.replaceAll(FAMILY, '').replaceAll(/ \[…[^\]]*\] /g, '')).toBe('');
      expect(text).toContain(FAMILY);
    }
  });

  it('is taken piece by piece at graphemes, and nothing is lost', () => {
    const text = `${FAMILY.repeat(50)}é語`.repeat(3);
    const pieces: string[] = [];
    for (let rest = text; rest; rest = rest.slice(pieces.at(-1)?.length)) pieces.push(startThatFits(rest, within(100)));
    expect(pieces.join('')).toBe(text);
    for (const piece of pieces) expect(piece.replaceAll(FAMILY, '')).toMatch(/^[é語]*$/);
  });
});
