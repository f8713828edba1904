import { expect, it } from 'vitest';
import { formatReplyCursor, readReplyCursor } from '../../../../src/chat/replies/log/reply-cursor.ts';

it('a cursor comes back as it went out', () => {
  for (const cursor of [
    { attempt: 1, position: 0 },
    { attempt: 12, position: 999_999_999 },
    { attempt: 0, position: 1 },
  ]) {
    expect(readReplyCursor(formatReplyCursor(cursor))).toEqual(cursor);
  }
});

it.each([
  '',
  '1',
  '1-',
  '-1',
  '0-0',
  '0-2',
  '1-01',
  '1-1.5',
  '1--1',
  'x',
  '1-1 ',
  '9999999-1',
  '1-9999999999',
  '１-１',
])('%j is not a cursor', (text) => {
  expect(() => readReplyCursor(text)).toThrowError(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
});
