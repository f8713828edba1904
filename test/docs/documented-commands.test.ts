import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { titlesOf } from '../architecture/titles-of.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { commandsIn, commandsOf, PAGES } from './read-commands.ts';
import { TESTED_ELSEWHERE } from './tested-commands.ts';

describe('the commands of the pages', () => {
  const texts = PAGES.flatMap(commandsOf).map(({ text }) => text);

  it('are tried by tests that are there, or by CI; all others by run-commands.test.ts', () => {
    expect(texts.length).toBeGreaterThan(30);
    for (const { command, by } of TESTED_ELSEWHERE) {
      if ('ci' in by) expect(readFileSync(join(packageRoot, by.ci), 'utf8').split('\n')).toContain(command);
      else expect(titlesOf(join(packageRoot, by.file)), by.file).toContain(by.title);
    }
  });

  it('are named once as tried elsewhere, as they stand on a page', () => {
    const commands = TESTED_ELSEWHERE.map(({ command }) => command);
    expect(commands.filter((command) => !texts.includes(command))).toEqual([]);
    expect(new Set(commands).size).toBe(commands.length);
  });

  it('all stand in blocks that say that they are commands', () => {
    const others = PAGES.flatMap((page) => [
      ...readFileSync(join(packageRoot, page), 'utf8').matchAll(/^```(?:bash|shell|console|zsh)\b/gm),
    ]);
    expect(others).toEqual([]);
  });
});

it.each([
  ['one', ['one']],
  ['one   # and why\n\ntwo', ['one', 'two']],
  ['one \'#no\' "a # b" a#b # yes', ['one \'#no\' "a # b" a#b']],
  ['curl -d \'{\n  "a": 1\n}\'\ntwo', ['curl -d \'{\n  "a": 1\n}\'', 'two']],
  ['A=1 \\\n  two', ['A=1 \\\n  two']],
  ['one "a \\" b" # c', ['one "a \\" b"']],
  ['# nothing', []],
])('commands are read from scripts: %j', (script, expected) => {
  expect(commandsIn(`\`\`\`sh\n${script}\n\`\`\`\n`).map(({ text }) => text)).toEqual(expected);
});

it('what a command answers is read from the block below it', () => {
  const markdown = '```sh\none\ntwo\n```\n\n```json\n{ "a": 1 }\n```\n\n```sh\nthree\n```\n\nAnd so on.\n\nMore.\n';
  expect(commandsIn(markdown)).toEqual([
    { text: 'one', answer: undefined },
    { text: 'two', answer: '{ "a": 1 }\n' },
    { text: 'three', answer: undefined },
  ]);
});
