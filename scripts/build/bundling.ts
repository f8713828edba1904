import { readFile } from 'node:fs/promises';
import type { BuildOptions, Plugin } from 'esbuild';
import { z } from 'zod';

/** Files of graphql that are named one by one are taken in the same form as the rest: it must be there once. */
const graphqlOnce: Plugin = {
  name: 'graphql-once',
  setup(build) {
    build.onResolve({ filter: /^graphql\/.+\.js$/ }, ({ path, resolveDir, kind }) =>
      build.resolve(path.replace(/\.js$/, '.mjs'), { resolveDir, kind }),
    );
  },
};

const manifest = z.object({ dependencies: z.record(z.string(), z.string()) });

/**
 * How Lex is bundled with the packages that it uses, because finding and reading their thousands of files took half of
 * the time in which a process starts. They are devDependencies. Dependencies are those that can't be bundled: lmdb has
 * a native addon, and the others look for files beside their own.
 */
export async function readBundling(): Promise<BuildOptions> {
  const { dependencies } = manifest.parse(JSON.parse(await readFile('package.json', 'utf8')));
  return {
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // pg uses pg-native when it is installed, which it isn't.
    external: [...Object.keys(dependencies), 'pg-native'],
    // GraphQL is published in both forms. In a bundle, the one of ES modules takes a fifth less for the same
    // operations, and without its checks for development another sixth.
    mainFields: ['module', 'main'],
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [graphqlOnce],
    // CommonJS packages load Node's own modules with `require`, which an ES module doesn't have.
    banner: {
      js:
        "import { createRequire as createBundleRequire } from 'node:module'; " +
        'const require = createBundleRequire(import.meta.url);',
    },
    // Bull Board looks for its page with one, unless it is told where that is, which Lex does.
    logOverride: { 'direct-eval': 'silent' },
    logLevel: 'warning',
  };
}
