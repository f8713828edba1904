import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, it } from 'vitest';
import { envExample } from '../../scripts/codegen/env-example.ts';
import { problemsOfPage, readSettingsPage } from '../../scripts/codegen/settings-page.ts';
import type { Setting } from '../../src/config/setting.ts';
import { SETTINGS } from '../../src/config/settings-table.ts';
import { settingsIn } from '../../src/config/table-values.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';

const read = (name: string) => readFile(join(packageRoot, name), 'utf8');

it('docs/configuration.md has each setting once, with its default', async () => {
  const page = readSettingsPage(await read('docs/configuration.md'));
  expect(problemsOfPage(page, settingsIn(SETTINGS))).toEqual([]);
  expect(page.filter(({ meaning }) => meaning.length < 10)).toEqual([]);
});

it('.env.example sets nothing, and has each setting with a value that is its default', async () => {
  const example = await read('.env.example');
  expect(parseEnv(example)).toEqual({});
  const given = parseEnv(example.replace(/^#(?=[A-Z_]+=)/gm, ''));
  expect(Object.keys(given).sort()).toEqual(
    settingsIn(SETTINGS)
      .map(({ name }) => name)
      .sort(),
  );
  for (const { name, parse } of settingsIn(SETTINGS)) {
    expect({ name, value: parse(given[name] || undefined) }).toEqual({ name, value: parse(undefined) });
  }
});

it('what a page tells otherwise than the program has it is found', () => {
  const setting = (name: string, fallback?: string): Setting<unknown> => ({
    name,
    fallback,
    secret: 'no',
    takes: 'anything',
    parse: (text) => text,
  });
  const row = (first: string, second: string) => `| ${first} | ${second} | what it means |\n`;
  const rows = [row('variable', 'default'), row('`A`, `B`', '`1`, –'), row('`C`', '`x y`'), row('`A`', '`1`')];
  const page = readSettingsPage(`## One\n\n${rows.join('')}${row('`D`', '–')}`);
  expect(problemsOfPage(page, [setting('A', '1'), setting('B', '2'), setting('C', 'x y'), setting('E')])).toEqual([
    'E has no row.',
    'D has a row and is no setting.',
    'A has two rows.',
    'B has the default 2, and its row says –.',
  ]);
});

it('an example has the meanings as comments, without the marks of links, in lines that fit', () => {
  const meaning = `see [that page](that.md#part): ${'word '.repeat(40).trim()}`;
  const text = envExample([
    {
      group: 'One',
      settings: [
        { name: 'A', fallback: '1' },
        { name: 'B', fallback: undefined },
      ],
      meaning,
    },
  ]);
  expect(text).toContain('\n# --- One\n\n# see that page: word');
  expect(text).toMatch(/word\n#A=1\n#B=\n$/);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
});
