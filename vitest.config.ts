import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // Node loads graphql's CommonJS build and Vite would take its ES module: there must be one of them.
    alias: [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }],
  },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build.ts', 'test/support/cluster-template.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Each test file starts servers of its own: more at a time than cores only makes them slow.
    maxWorkers: 2,
    pool: 'forks',
  },
});
