import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  beginReplacement,
  commitReplacement,
  dropReplacement,
  finishReplacement,
} from '../../../src/database/embedded/replacement.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const ALL = ['memory', 'postgres', 'replies'];

/** A data directory with old data, in which the new lies ready. */
async function prepared(old: readonly string[]): Promise<string> {
  const dataDir = await temporaryDirectory();
  const beside = await beginReplacement(dataDir);
  for (const [directory, names, words] of [
    [dataDir, old, 'old'],
    [beside, ALL, 'new'],
  ] as const) {
    for (const name of names) {
      await mkdir(join(directory, name));
      await writeFile(join(directory, name, 'words'), words);
    }
  }
  await writeFile(join(dataDir, 'lex.lock'), '');
  return dataDir;
}

const wordsIn = (directory: string, names: readonly string[]) =>
  Promise.all(names.map((name) => readFile(join(directory, name, 'words'), 'utf8')));

it.each([[ALL], [['postgres']], [[]]])('takes the place of %j, which is kept beside', async (old) => {
  const dataDir = await prepared(old);
  const aside = await commitReplacement(dataDir);
  expect(await wordsIn(dataDir, ALL)).toEqual(['new', 'new', 'new']);
  expect(aside === undefined).toBe(old.length === 0);
  if (aside !== undefined) expect(await wordsIn(aside, old)).toEqual(old.map(() => 'old'));
  expect((await readdir(dataDir)).filter((name) => /^rest/.test(name))).toEqual([]);
});

/** The renames of a replacement in their order, of which a process that dies has done the first few. */
const steps = (names: readonly string[]) =>
  names.flatMap((name) => [
    [name, `replaced-1/${name}`],
    [`restored-1/${name}`, name],
  ]);

it.each(Array.from({ length: steps(ALL).length + 1 }, (_, done) => [done]))(
  'goes on where a process died after %i renames',
  async (done) => {
    const dataDir = await prepared(ALL);
    await rename(join(dataDir, 'restoring'), join(dataDir, 'restored-1'));
    await mkdir(join(dataDir, 'replaced-1'));
    const order = await readdir(join(dataDir, 'restored-1'));
    for (const [from = '', to = ''] of steps(order).slice(0, done))
      await rename(join(dataDir, from), join(dataDir, to));
    expect(await finishReplacement(dataDir)).toBe(join(dataDir, 'replaced-1'));
    expect(await wordsIn(dataDir, ALL)).toEqual(['new', 'new', 'new']);
    expect(await wordsIn(join(dataDir, 'replaced-1'), ALL)).toEqual(['old', 'old', 'old']);
    expect(await finishReplacement(dataDir)).toBeUndefined();
  },
);

it('that was broken off leaves the old one to start from, and where there is none, nothing that starts', async () => {
  const withOld = await prepared(['postgres']);
  expect(await finishReplacement(withOld)).toBeUndefined();
  expect(await wordsIn(withOld, ['postgres'])).toEqual(['old']);
  const without = await prepared([]);
  await expect(finishReplacement(without)).rejects.toThrow('was broken off: run `lex restore` again');
  await dropReplacement(without);
  expect(await finishReplacement(without)).toBeUndefined();
});
