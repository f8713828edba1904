import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import { consoleOptions } from './console-options.ts';
import { licencesOf } from './licences.ts';
import { RETAINED_MS, removeOlder } from './old-files.ts';
import { INSTALLED, OUT, type Part } from './part.ts';

const FOLDER = join(OUT, 'console');

/** The console's page and the files that it loads, with the licences of the packages that are in them. */
export const consolePages: Part = {
  name: 'console',
  inputs: ['console', 'scripts/build.ts', 'scripts/build', 'package.json', 'package-lock.json', INSTALLED],
  make: makeConsole,
};

/**
 * The files are made beside their place and then moved there, the page last. The names of the others are hashes of
 * their contents, and those of earlier builds stay for a day: a server that runs serves the page with which it started.
 */
async function makeConsole(): Promise<string[]> {
  // Loaded here, since most of the time there is nothing to build.
  const { build } = await import('vite');
  // Vite builds for what this says, and tests say "test": urql then refuses operations of which only the hash is known.
  process.env['NODE_ENV'] = 'production';
  await mkdir(OUT, { recursive: true });
  const made = await mkdtemp(join(OUT, 'console.new-'));
  try {
    const results = await build({ ...consoleOptions, build: { ...consoleOptions.build, outDir: join('..', made) } });
    const modules = (Array.isArray(results) ? results : [results])
      .flatMap((each) => ('output' in each ? each.output : []))
      .flatMap((each) => (each.type === 'chunk' ? Object.keys(each.modules) : []));
    await writeFile(join(made, 'third-party-licences.txt'), await licencesOf(modules));
    await compressAll(join(made, 'assets'));
    const assets = (await readdir(join(made, 'assets'))).map((name) => join('assets', name));
    const files = [...assets, 'third-party-licences.txt', 'index.html'];
    for (const file of files) {
      await mkdir(dirname(join(FOLDER, file)), { recursive: true });
      await rename(join(made, file), join(FOLDER, file));
    }
    for (const name of await readdir(join(FOLDER, 'assets'))) {
      const path = join('assets', name);
      if (!assets.includes(path)) await removeOlder(join(FOLDER, path), RETAINED_MS);
    }
    return files.map((file) => join(FOLDER, file));
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

const compress = promisify(brotliCompress);

/** Puts beside each file what browsers are sent, as small as it gets: a server that starts has no second for that. */
async function compressAll(folder: string): Promise<void> {
  await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const path = join(folder, name);
      await writeFile(`${path}.br`, await compress(await readFile(path)));
    }),
  );
}
