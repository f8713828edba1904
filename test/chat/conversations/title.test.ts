import { expect, it } from 'vitest';
import { titleFrom, UNTITLED } from '../../../src/chat/conversations/title.ts';

it.each([
  ['Where does my sister live? I forgot.', 'In Oslo.', 'Where does my sister live?'],
  ['hi', 'Hello, I am LEX. What can I do?', 'Hello, I am LEX'],
  ['# Plan\n\nrest', 'A plan has three parts. And more.', 'Plan'],
  ['Hello! Where is Oslo?', 'In Norway.', 'Where is Oslo?'],
  ['Hi Lex\n\nWhere is Oslo?', 'In Norway.', 'Where is Oslo?'],
  [
    'Please write a long letter to my landlord about the heating that has been broken since last week',
    'Dear',
    'Please write a long letter to my landlord about the…',
  ],
  ['Translate pi = 3.14159 for me', 'x', 'Translate pi = 3.14159 for me'],
  ['   ', '', UNTITLED],
])('a conversation that begins with %j and %j is called %j', (question, answer, title) => {
  expect(titleFrom(question, answer)).toBe(title);
});

it.each([
  ['私の姉はオスロに住んでいます。覚えておいて。', '私の姉はオスロに住んでいます'],
  ['我妹妹住在哪里？', '我妹妹住在哪里？'],
  ['猫', '猫'],
  ['น้องสาวอยู่ที่ไหน', 'น้องสาวอยู่ที่ไหน'],
  ['Photosynthesis', 'Photosynthesis'],
  ['Fotosynthese?', 'Fotosynthese?'],
  ['Что это?', 'Что это?'],
  ['???', '???'],
  ['🙂', '🙂'],
])('a question of one word, or in a script without spaces, says what it is about: %j', (question, title) => {
  expect(titleFrom(question, "I can't answer that: no language model is set.")).toBe(title);
});

it.each([
  'hi',
  'Good morning!',
  'how are you?',
  '你好',
  'こんにちは！',
  'สวัสดีครับ',
  'Guten Tag',
  'Привет!',
  'مرحبا',
  'thanks',
])('a greeting says little, in any language: %j', (question) => {
  expect(titleFrom(question, 'I am LEX. What can I do?')).toBe('I am LEX');
});

it.each([
  ['C# or F#?', 'C# or F#?'],
  ['# C#', 'C#'],
  ['## A heading ##', 'A heading'],
  ['What does __init__ do?', 'What does __init__ do?'],
  ['`__init__` in Python', '__init__ in Python'],
  ['6*7', '6*7'],
  ['2*3*4 and 2 ** 3', '2*3*4 and 2 ** 3'],
  ['*args and **kwargs', '*args and **kwargs'],
  ['a snake_case_name and _one_', 'a snake_case_name and _one_'],
  ['**Bold**, *slanted* and __very bold__ plan', 'Bold, slanted and very bold plan'],
  ['~~old~~ [new](https://example.org/a_b) words', 'old new words'],
  ['- [ ] buy milk', 'buy milk'],
  ['> quoted words', 'quoted words'],
  ['#hashtag life', '#hashtag life'],
  ['-5 degrees outside', '-5 degrees outside'],
  ['```python\nprint(1)\n```', 'print(1)'],
  ['---\nThe plan', 'The plan'],
])('only markup is taken from %j', (question, title) => {
  expect(titleFrom(question, 'x')).toBe(title);
});

it.each([
  ['Fruit, e.g. Apples, is red. And more.', 'Fruit, e.g. Apples, is red'],
  ['My dentist is Dr. Smith. She is kind.', 'My dentist is Dr. Smith'],
  ['Ich brauche z. B. Milch. Und Brot.', 'Ich brauche z. B. Milch'],
  ['Ich brauche z.B. Milch. Und Brot.', 'Ich brauche z.B. Milch'],
  ['Am 3. Mai treffen wir uns. Gut.', 'Am 3. Mai treffen wir uns'],
  ['Lex v2.1 is out. What is new?', 'Lex v2.1 is out'],
  ['Who is J. R. R. Tolkien? Tell me.', 'Who is J. R. R. Tolkien?'],
  ['M. Dupont habite à Lyon. Bien.', 'M. Dupont habite à Lyon'],
  ['I said no. Then she left.', 'I said no'],
  ['See fig. 3 for it. Then go.', 'See fig. 3 for it'],
  ['I wake at 5 a.m. What now?', 'I wake at 5 a.m.'],
])('a stop that ends no sentence ends no title: %j', (question, title) => {
  expect(titleFrom(question, 'x')).toBe(title);
});

it.each(['👩‍👩‍👧‍👦', '🇳🇴', 'e\u0301', 'क्षि', '👍🏽', 'ก็', '1️⃣', '각'])('a title ends with a whole %j', (character) => {
  for (let before = 0; before < 12; before++) {
    const title = titleFrom('x'.repeat(before) + character.repeat(80), 'x');
    expect(title).toMatch(/…$/);
    const left = title.slice(before, -1);
    expect(character.repeat(left.length / character.length)).toBe(left);
  }
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
