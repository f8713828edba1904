import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { INSTALLED, OUT, type Part } from './part.ts';

const ENTRY = 'client/src/lex-client.ts';
const FOLDER = join(OUT, 'client');

/** `lex-server/client`: one file for browsers and Node, minified, and the declarations of what is public. */
export const clientPackage: Part = {
  name: 'client',
  inputs: ['client', 'scripts/build.ts', 'scripts/build', INSTALLED],
  async make() {
    const made = await mkdtemp(join(OUT, 'client.new-'));
    try {
      await bundle(made);
      await declare(made);
      await mkdir(FOLDER, { recursive: true });
      const files = await readdir(made);
      for (const file of files) await rename(join(made, file), join(FOLDER, file));
      for (const file of await readdir(FOLDER)) if (!files.includes(file)) await rm(join(FOLDER, file));
      return files.map((file) => join(FOLDER, file));
    } finally {
      await rm(made, { recursive: true, force: true });
    }
  },
};

async function bundle(outdir: string): Promise<void> {
  // Loaded here, since most of the time there is nothing to build.
  const { build } = await import('esbuild');
  await build({
    entryPoints: [ENTRY],
    outdir,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    sourcemap: true,
    logLevel: 'warning',
  });
}

/** Declarations of the entry and of what it names, which is less than all that it is made of. */
async function declare(outdir: string): Promise<void> {
  const { default: ts } = await import('typescript');
  const { config } = ts.readConfigFile('client/tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, 'client');
  const program = ts.createProgram([ENTRY], {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
  });
  const texts = new Map<string, string>();
  program.emit(undefined, (path, text) => texts.set(basename(path, '.d.ts'), text), undefined, true);
  const named = new Set<string>(['lex-client']);
  for (const name of named) {
    const text = texts.get(name);
    if (text === undefined) throw new Error(`${dirname(ENTRY)}/${name}.ts has no declarations.`);
    for (const [, other = ''] of text.matchAll(/from '\.\/([\w-]+)\.ts'/g)) named.add(other);
    await writeFile(join(outdir, `${name}.d.ts`), text.replace(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'"));
  }
}
