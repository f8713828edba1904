import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { bringUpToDate, type Part } from '../../../scripts/build/part.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

let directory: string;
let made: number;
let part: Part;
let file: string;
let output: string;
const bring = () => bringUpToDate(part, join(directory, 'out'));

beforeEach(async () => {
  directory = await temporaryDirectory();
  file = join(directory, 'in', 'folder', 'a.ts');
  output = join(directory, 'out', 'a.js');
  made = 0;
  await mkdir(join(directory, 'in', 'folder'), { recursive: true });
  await mkdir(join(directory, 'out'));
  await writeFile(file, 'one');
  part = {
    name: 'part',
    inputs: [join(directory, 'in'), join(directory, 'lock')],
    async make() {
      made++;
      await writeFile(output, await readFile(file).catch(() => 'none'));
      return [output];
    },
  };
  await bring();
});

it('makes nothing when nothing has changed', async () => {
  expect([await bring(), await bring(), made]).toEqual([false, false, 1]);
});

it('makes nothing when only the times of a file have changed', async () => {
  await utimes(file, new Date(), new Date());
  expect([await bring(), made]).toEqual([false, 1]);
});

describe('makes it again', () => {
  it.each<[string, () => Promise<void>]>([
    ['a changed file', () => writeFile(file, 'two')],
    ['a file that is added', () => writeFile(join(directory, 'in', 'folder', 'b.ts'), '')],
    ['a file that is added beside the others', () => writeFile(join(directory, 'lock'), '')],
    ['a deleted file', () => rm(file)],
    ['a renamed file', () => rename(file, join(directory, 'in', 'folder', 'b.ts'))],
    ['an output that is gone', () => rm(output)],
    ['an output that is not whole', () => truncate(output, 1)],
    ['a record that is not whole', () => truncate(join(directory, 'out', 'built', 'part.json'), 20)],
    ['a record of something else', () => writeFile(join(directory, 'out', 'built', 'part.json'), '{"inputs":1}')],
  ])('after %s', async (_, change) => {
    await change();
    expect([await bring(), await bring(), made]).toEqual([true, false, 2]);
  });

  it('of a file with the old contents, when a build of others was broken off', async () => {
    await writeFile(file, 'two');
    const { make } = part;
    part = {
      ...part,
      async make() {
        await make();
        throw new Error('broken off');
      },
    };
    await expect(bring()).rejects.toThrow('broken off');
    part = { ...part, make };
    // The output is as long as the record of the first build says, but it isn't of this file any more.
    await writeFile(file, 'one');
    expect([await bring(), await readFile(output, 'utf8')]).toEqual([true, 'one']);
  });

  it('of what was changed while it was made', async () => {
    await writeFile(file, 'two');
    const { make } = part;
    part = {
      ...part,
      async make() {
        const outputs = await make();
        if (made === 2) await writeFile(file, 'three');
        return outputs;
      },
    };
    expect([await bring(), await bring(), await bring(), made]).toEqual([true, true, false, 3]);
    expect(await readFile(output, 'utf8')).toBe('three');
  });
});

it('leaves no half-written record', async () => {
  expect(existsSync(join(directory, 'out', 'built', 'part.json.new'))).toBe(false);
  expect((await stat(join(directory, 'out', 'built', 'part.json'))).size).toBeGreaterThan(0);
});
