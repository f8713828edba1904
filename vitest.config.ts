import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Each test file starts servers of its own: more at a time than cores only makes them slow.
    maxWorkers: 2,
    pool: 'forks',
  },
});
