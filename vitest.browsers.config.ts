import { configDefaults, defineConfig } from 'vitest/config';
import { IN_BROWSERS } from './test/support/suite/suites.ts';
import config from './vitest.config.ts';

export default defineConfig({
  ...config,
  test: { ...config.test, include: [...IN_BROWSERS], exclude: configDefaults.exclude, maxWorkers: 2 },
});
