import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/suite/longest-first.ts';
import { keepFilesInMemory } from './test/support/suite/memory-directory.ts';
import { IN_BROWSERS, LONG, OF_THE_BUILT_PROGRAM } from './test/support/suite/suites.ts';

keepFilesInMemory();

export default defineConfig({
  resolve: {
    // Node loads graphql's CommonJS build and Vite would take its ES module: there must be one of them.
    alias: [
      { find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') },
      // As users run it: built.
      {
        find: /^\.\/worker-program\.ts$/,
        replacement: fileURLToPath(new URL('test/support/documents/built-worker-program.ts', import.meta.url)),
      },
      // As apps get it: built, by the name under which the package gives it.
      {
        find: /^lex-server\/client$/,
        replacement: fileURLToPath(new URL('dist/client/lex-client.js', import.meta.url)),
      },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...IN_BROWSERS, ...LONG, ...OF_THE_BUILT_PROGRAM],
    globalSetup: [
      'test/support/suite/build.ts',
      'test/support/lex/cluster-template.ts',
      'test/support/servers/shared-servers.ts',
    ],
    setupFiles: ['test/support/suite/each-file.ts'],
    // What is awaited is an event: a busy machine makes it late, and only what never comes is a failure.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 300_000, interval: 50 } },
    pool: 'forks',
    // A process that has run a file runs others with the modules that it has: loading and compiling them took longer than
    // the tests of most files.
    isolate: false,
    // Of those that run, some wait: for a process to start, or for a time to pass.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
  },
});
