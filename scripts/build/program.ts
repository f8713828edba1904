import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { GRAPHIQL_FILES } from '../../src/edge/graphiql/graphiql-page.ts';
import { readBundling } from './bundling.ts';
import { licencesOf } from './licences.ts';
import { ABANDONED_MS, RETAINED_MS, removeOlder } from './old-files.ts';
import { INSTALLED, OUT, type Part } from './part.ts';

/** What is begun by its name: the program, and threads. */
const ENTRIES = { main: 'src/main.ts', 'parse-worker': 'src/documents/parsing/parse-worker.ts' };

const UNFINISHED = `${OUT}.new-`;

/** src/ and the packages that it uses, as a few files, with their licences, and GraphiQL's files and Bull Board's. */
export const program: Part = {
  name: 'program',
  // What is installed may be other than what the lock file says: npm notes it in a lock file of its own.
  inputs: ['src', 'scripts/build.ts', 'scripts/build', 'package.json', 'package-lock.json', 'tsconfig.json', INSTALLED],
  make: makeProgram,
};

/**
 * The files are made beside dist/ and then moved there, `main.js` last. The names of the others are hashes of their
 * contents, so that a process that starts meanwhile finds either the earlier build or this one.
 */
async function makeProgram(): Promise<string[]> {
  const made = await mkdtemp(UNFINISHED);
  try {
    const bundled = await bundle(made);
    const graphiql = dirname(createRequire(import.meta.url).resolve('@graphql-yoga/graphiql/package.json'));
    for (const name of Object.keys(GRAPHIQL_FILES))
      await cp(join(graphiql, 'dist', name), join(made, 'graphiql', name));
    // The server reads GraphiQL's version, which is part of the files' addresses.
    await cp(join(graphiql, 'package.json'), join(made, 'graphiql', 'package.json'));
    const board = dirname(createRequire(import.meta.url).resolve('@bull-board/ui/package.json'));
    await cp(join(board, 'dist'), join(made, 'queues'), { recursive: true });
    const copied = [graphiql, board].map((folder) => join(folder, 'package.json'));
    const licences = await licencesOf([...bundled, ...copied]);
    await writeFile(join(made, 'third-party-licences.txt'), licences);
    const paths = (await readdir(made, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => relative(made, join(entry.parentPath, entry.name)));
    for (const path of [...paths.filter((each) => each !== 'main.js'), 'main.js']) {
      await mkdir(dirname(join(OUT, path)), { recursive: true });
      await rename(join(made, path), join(OUT, path));
    }
    await removeOld(new Set(paths));
    return paths.map((path) => join(OUT, path));
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/** @returns the files that went into it */
async function bundle(outdir: string): Promise<string[]> {
  // Loaded here, since most of the time there is nothing to build.
  const { build } = await import('esbuild');
  const bundling = await readBundling();
  const options = { ...bundling, entryPoints: ENTRIES, outdir, sourcemap: true, sourcesContent: false };
  const { metafile } = await build({ ...options, metafile: true });
  return Object.keys(metafile.inputs);
}

/** Removes the files of builds that are long past, and what builds that were broken off have left. */
async function removeOld(built: ReadonlySet<string>): Promise<void> {
  for (const entry of await readdir(OUT, { withFileTypes: true })) {
    if (entry.isFile() && entry.name.includes('.js') && !built.has(entry.name)) {
      await removeOlder(join(OUT, entry.name), RETAINED_MS);
    }
  }
  for (const name of await readdir('.')) if (name.startsWith(UNFINISHED)) await removeOlder(name, ABANDONED_MS);
}
