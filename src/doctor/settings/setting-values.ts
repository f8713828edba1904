import { problemsIn } from '../../config/problems.ts';
import type { Check } from '../findings/check.ts';
import { SHORT_MS } from '../findings/check.ts';
import { named, ok, problem } from '../findings/finding.ts';

/** Values that are none, and settings that can't be together: what stops the start. */
export const settingValues: Check = {
  name: 'settings.values',
  timeoutMs: () => SHORT_MS,
  async run({ environment }) {
    // Unknown names are looked at by another check, which says what may have been meant.
    const problems = problemsIn(environment).filter((line) => !/^LEX_\w* is not a setting of Lex/i.test(line));
    const fix = 'Mend it where it is set: `lex config` says whether that is the environment or .env.';
    const findings = problems.map((line) => problem(line, fix));
    return named('settings.values', findings.length > 0 ? findings : [ok('All settings have values that they take.')]);
  },
};
