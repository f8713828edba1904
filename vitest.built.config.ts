import { configDefaults, defineConfig } from 'vitest/config';
import { OF_THE_BUILT_PROGRAM } from './test/support/suite/suites.ts';
import config from './vitest.config.ts';

// What is started runs on the Node that runs this.
export default defineConfig({
  ...config,
  test: { ...config.test, include: [...OF_THE_BUILT_PROGRAM], exclude: configDefaults.exclude },
});
