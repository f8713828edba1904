import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { z } from 'zod';

// `npm run build`: src/ and what it uses as a few files in dist/. Packages are bundled because finding and reading their
// thousands of files took half of the time in which a process starts. They are devDependencies; dependencies are those that
// can't be bundled: lmdb has a native addon, the others find files of theirs beside their own.

const OUT = 'dist';
/** Files of earlier builds stay for so long: a server that was started from them may load them yet. */
const KEPT_MS = 24 * 60 * 60 * 1_000;

const manifest = z
  .object({ dependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(await readFile('package.json', 'utf8')));

const { metafile } = await build({
  entryPoints: ['src/main.ts'],
  outdir: OUT,
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  // pg looks whether pg-native is there.
  external: [...Object.keys(manifest.dependencies), 'pg-native'],
  // Packages that are CommonJS ask for Node's own modules by require, which a module doesn't have.
  banner: {
    js: "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);",
  },
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
});

const built = new Set(Object.keys(metafile.outputs).map((path) => relative(OUT, path)));
for (const entry of await readdir(OUT, { withFileTypes: true })) {
  const path = join(OUT, entry.name);
  if (!entry.isFile() || built.has(entry.name)) continue;
  if (Date.now() - (await stat(path)).mtimeMs > KEPT_MS) await rm(path, { force: true });
}
