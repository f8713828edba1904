import { configDefaults, defineConfig } from 'vitest/config';
import config, { IN_BROWSERS } from './vitest.config.ts';

// `npm run test:browsers`: the tests that `npm test` leaves out.
export default defineConfig({
  ...config,
  test: { ...config.test, include: IN_BROWSERS, exclude: configDefaults.exclude, maxWorkers: 2 },
});
