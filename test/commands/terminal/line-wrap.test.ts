import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { LineWrap } from '../../../src/commands/terminal/line-wrap.ts';

/** As it comes out when it comes in pieces of so many UTF-16 units. */
function wrapped(text: string, columns: number, size = text.length, column = 0): string {
  const wrap = new LineWrap(columns, column);
  let out = '';
  for (let at = 0; at < text.length; at += Math.max(size, 1)) out += wrap.push(text.slice(at, at + Math.max(size, 1)));
  return out + wrap.end();
}

describe('lines of a reply', () => {
  it.each([
    ['one two three', 8, 'one two \nthree'],
    ['one two', 7, 'one two'],
    ['one two ', 7, 'one two'],
    ['one  two', 4, 'one \ntwo'],
    ['a\n\n  b', 3, 'a\n\n  b'],
    ['a\r\nb', 3, 'a\nb'],
    ['\tx', 9, '    x'],
    ['日本語日本', 5, '日本\n語日\n本'],
    ['ab日本', 4, 'ab日\n本'],
    ['👨‍👩‍👧👨‍👩‍👧👍🏽', 4, '👨‍👩‍👧👨‍👩‍👧\n👍🏽'],
    ['see https://example.com/a/long/address now', 10, 'see \nhttps://example.com/a/long/address now'],
    ['e\u0301e\u0301 e\u0301', 3, 'e\u0301e\u0301 \ne\u0301'],
    ['', 5, ''],
  ])('%j in %i columns', (text, columns, expected) => {
    expect(wrapped(text, columns)).toBe(expected);
  });

  it('begin where something stands already', () => {
    expect(wrapped('one two', 10, 3, 6)).toBe('one \ntwo');
  });

  it('are the same however the text comes in, lose none of it, and are no wider than the terminal', () => {
    const piece = fc.constantFrom('word', 'a', ' ', '  ', '\n', '日', '👍🏽', '👨‍👩‍👧', 'é', 'long-long-word', '、');
    fc.assert(
      fc.property(
        fc.array(piece),
        fc.integer({ min: 14, max: 40 }),
        fc.integer({ min: 1, max: 7 }),
        (parts, columns, size) => {
          const text = parts.join('');
          // A word of pieces without a space between them may be longer than a line.
          const words = text.split(/[^a-zé-]+/);
          const out = wrapped(text, columns, size);
          expect(out).toBe(wrapped(text, columns));
          expect(out.replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
          if (words.some((word) => stringWidth(word) > columns)) return;
          for (const line of out.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });
});
