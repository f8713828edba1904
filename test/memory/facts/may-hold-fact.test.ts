import { expect, it } from 'vitest';
import { mayHoldFact } from '../../../src/memory/facts/may-hold-fact.ts';

it.each([
  'I live in Oslo',
  'Remember that 我喜欢喝绿茶',
  '我爱猫',
  '妹は東京に住んでいます',
  'ฉันชอบแมว',
  'Ich wohne in Bonn',
  'Где живёт моя сестра?',
  "J'habite à Lyon, tu connais ?",
])('%j may hold a fact', (text) => {
  expect(mayHoldFact(text)).toBe(true);
});

it.each([
  '',
  'hi',
  'Thanks a lot!',
  '你好',
  '谢谢你',
  'こんにちは',
  'สวัสดีครับ',
  '12 * 7',
  '🙂🙂🙂',
  'What is the capital of France?',
])('%j holds none', (text) => {
  expect(mayHoldFact(text)).toBe(false);
});
