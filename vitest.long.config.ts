import { configDefaults, defineConfig } from 'vitest/config';
import { LONG } from './test/support/suite/suites.ts';
import config from './vitest.config.ts';

export default defineConfig({
  ...config,
  test: { ...config.test, include: [...LONG], exclude: configDefaults.exclude },
});
