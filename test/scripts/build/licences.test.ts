import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { licencesOf } from '../../../scripts/build/licences.ts';
import { packageRoot } from '../../support/lex/cluster-template.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

/** A package with this licence, and a file of it. */
async function packageWith(manifest: object, files: Record<string, string> = {}): Promise<string> {
  const folder = join(await temporaryDirectory(), 'node_modules', '@some', 'package');
  const written = { 'package.json': JSON.stringify(manifest), ...files, 'lib/index.js': '' };
  for (const [name, text] of Object.entries(written)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return join(folder, 'lib', 'index.js');
}

it('the licences of what is bundled come with the program', async () => {
  const text = await readFile(join(packageRoot, 'dist', 'third-party-licences.txt'), 'utf8');
  for (const name of [
    'graphql',
    '@pothos/core',
    '@prisma/client',
    'bullmq',
    'jose',
    '@graphql-yoga/graphiql',
    '@bull-board/ui',
  ]) {
    expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
  }
  expect(text).toContain('THE SOFTWARE IS PROVIDED "AS IS"');
});

it('a package of several files is listed once, with its text, and Lex’s own files are not', async () => {
  const file = await packageWith(
    { name: 'p', version: '1.0.0', license: '(GPL-3.0 OR MIT)' },
    { 'LICENSE.md': 'Do.\n' },
  );
  expect(await licencesOf([file, `${dirname(file)}/other.js`, 'src/main.ts'])).toBe(
    'p 1.0.0 ((GPL-3.0 OR MIT))\n\nDo.\n',
  );
});

it.each([
  ['that binds who passes it on', { name: 'p', version: '1.0.0', license: 'GPL-3.0' }, 'p 1.0.0 is under GPL-3.0'],
  ['that nobody knows', { name: 'p', version: '1.0.0', license: 'SEE LICENSE IN x' }, 'is under SEE LICENSE IN x'],
  ['that it does not say', { name: 'p', version: '1.0.0' }, 'does not say its licence'],
])('a licence %s stops the build', async (_, manifest, told) => {
  await expect(packageWith(manifest).then((file) => licencesOf([file]))).rejects.toThrow(told);
});
