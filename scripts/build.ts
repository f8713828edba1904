import { rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { GRAPHIQL_FILES } from '../src/edge/graphiql/graphiql-page.ts';
import { readBundling } from './bundling.ts';

// `npm run build` makes dist/: src/ and the packages that it uses, as a few files, and GraphiQL's files.

const OUT = 'dist';
/** How long files of earlier builds stay: a server that was started from them may still load them. */
const RETAINED_MS = 24 * 60 * 60 * 1_000;

// The files are made beside dist/ and then moved there, `main.js` last. The names of the others are hashes of their
// contents, so that a process that starts meanwhile finds either the earlier build or this one, even when two builds
// run at once.
const made = await mkdtemp(`${OUT}.new-`);
process.on('exit', () => rmSync(made, { recursive: true, force: true }));
const { metafile } = await build({
  ...(await readBundling()),
  entryPoints: ['src/main.ts'],
  outdir: made,
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
});

const graphiql = dirname(createRequire(import.meta.url).resolve('@graphql-yoga/graphiql/package.json'));
for (const name of Object.keys(GRAPHIQL_FILES)) await cp(join(graphiql, 'dist', name), join(made, 'graphiql', name));
// The server reads GraphiQL's version, which is part of the files' addresses.
await cp(join(graphiql, 'package.json'), join(made, 'graphiql', 'package.json'));

const paths = (await readdir(made, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => relative(made, join(entry.parentPath, entry.name)));
for (const path of [...paths.filter((each) => each !== 'main.js'), 'main.js']) {
  await mkdir(dirname(join(OUT, path)), { recursive: true });
  await rename(join(made, path), join(OUT, path));
}

const built = new Set(Object.keys(metafile.outputs).map((path) => relative(made, path)));
for (const entry of await readdir(OUT, { withFileTypes: true })) {
  const path = join(OUT, entry.name);
  if (!entry.isFile() || built.has(entry.name)) continue;
  if (Date.now() - (await stat(path)).mtimeMs > RETAINED_MS) await rm(path, { force: true });
}
