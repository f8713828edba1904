import { configDefaults, mergeConfig } from 'vitest/config';
import config, { IN_BROWSERS } from './vitest.config.ts';

// `npm run test:browsers`: the tests of the console that `npm test` leaves out.
export default mergeConfig(
  { ...config, test: { ...config.test, include: [], exclude: [] } },
  {
    test: { include: IN_BROWSERS, exclude: configDefaults.exclude, maxWorkers: 2 },
  },
);
