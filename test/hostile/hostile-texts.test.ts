import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { HOSTILE_TEXTS } from '../../bench/regex/texts.ts';
import { splitSentences } from '../../src/language/sentences.ts';
import { withoutTrailing } from '../../src/language/trailing.ts';

const PROGRAM = fileURLToPath(new URL('read-hostile-texts.ts', import.meta.url));
/** It takes a second or two; what it once took is far beyond this. */
const KILLED_AFTER_MS = 240_000;

it(
  'texts made to hold up the process are read',
  async () => {
    const run = promisify(execFile)(process.execPath, ['--import', 'tsx', PROGRAM], {
      timeout: KILLED_AFTER_MS,
      killSignal: 'SIGKILL',
    });
    const { stdout } = await run;
    expect(stdout.trim().split('\n')).toHaveLength(9);
  },
  KILLED_AFTER_MS + 30_000,
);

it('sentences that are too long are cut, without losing a sign', () => {
  const spaceless = (text: string) => text.replace(/\s/g, '');
  for (const { make } of HOSTILE_TEXTS) {
    const text = make(4_500);
    const sentences = splitSentences(text);
    expect(spaceless(sentences.join(''))).toBe(spaceless(text));
    expect(sentences.every((sentence) => sentence.isWellFormed())).toBe(text.isWellFormed());
  }
});

it('sentences are the same wherever the text around them is cut', () => {
  const sentence = 'This one has some words, 3.50 of them. ';
  expect(splitSentences(`Dr. A said: ${sentence}${sentence.repeat(200)}`)).toEqual([
    `Dr. A said: ${sentence.trim()}`,
    ...Array.from({ length: 200 }, () => sentence.trim()),
  ]);
});

it('signs at the end of a text are taken off, and no others', () => {
  expect(withoutTrailing('http://a//b//', '/')).toBe('http://a//b');
  expect(withoutTrailing('///', '/')).toBe('');
  expect(withoutTrailing('', '/')).toBe('');
  expect(withoutTrailing('Done.:。', '.。:')).toBe('Done');
});
