import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { IN_BROWSERS, LONG, OF_THE_BUILT_PROGRAM } from '../support/suite/suites.ts';

/** The paths of a pattern with at most one group of alternatives. */
function pathsOf(pattern: string): string[] {
  const [, before, names, after] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(pattern) ?? [];
  return names === undefined ? [pattern] : names.split(',').map((name) => `${before}${name}${after}`);
}

it('each file that is left out of npm test is run by one other command', () => {
  const paths = [...IN_BROWSERS, ...LONG, ...OF_THE_BUILT_PROGRAM].flatMap(pathsOf);
  expect(paths.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([]);
  expect(new Set(paths).size).toBe(paths.length);
});
