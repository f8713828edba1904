import { configDefaults, defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

// `npm run test:node24`: what the tests run with is what they start the built program with.
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    include: [
      'test/commands/{command-line,chat}.test.ts',
      'test/deployments/embedded.test.ts',
      'test/kills/{kill-nine,stopping}.test.ts',
      'test/lmdb/*.test.ts',
      'test/moving/moving.test.ts',
    ],
    exclude: configDefaults.exclude,
  },
});
