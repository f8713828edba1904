import { expect, it } from 'vitest';
import { titleFrom, UNTITLED } from '../../src/chat/title.ts';

it.each([
  ['Where does my sister live? I forgot.', 'In Oslo.', 'Where does my sister live?'],
  ['hi', 'Hello, I am LEX. What can I do?', 'Hello, I am LEX'],
  ['# Plan\n\nrest', 'A plan has three parts. And more.', 'A plan has three parts'],
  [
    'Please write a long letter to my landlord about the heating that has been broken since last week',
    'Dear',
    'Please write a long letter to my landlord about the…',
  ],
  ['Translate pi = 3.14159 for me', 'x', 'Translate pi = 3.14159 for me'],
  ['私の姉はオスロに住んでいます。覚えておいて。', '分かりました。', '分かりました'],
  ['   ', '', UNTITLED],
])('a conversation that begins with %j and %j is called %j', (question, answer, title) => {
  expect(titleFrom(question, answer)).toBe(title);
});

it('a title is whole characters where a long beginning of white space pushes one over the end of what is read', () => {
  for (let blank = 1_980; blank < 2_000; blank++) {
    const title = titleFrom(`${'\n'.repeat(blank)}one two three 😀😀😀`, 'x');
    expect(title.isWellFormed()).toBe(true);
  }
});

it('a title is short and whole characters, whatever it is made from', () => {
  const title = titleFrom('👩‍🚀'.repeat(20_000), 'x'.repeat(20_000));
  expect(Array.from(title).length).toBeLessThanOrEqual(60);
  expect(title.isWellFormed()).toBe(true);
});
