import { SETTINGS } from '../../config/settings-table.ts';
import { settingsIn } from '../../config/table-values.ts';
import type { Check } from '../findings/check.ts';
import { SHORT_MS } from '../findings/check.ts';
import { type Finding, named, ok, problem, warning } from '../findings/finding.ts';
import { nearName } from './near-names.ts';

/** What the names of the settings without LEX_ begin with. */
const FAMILIES = /^(DATABASE|POSTGRES|REDIS|OPENAI|ANTHROPIC|OLLAMA|COMPATIBLE)_/i;

/** Names that nobody reads: those that stop the start, and those that are passed over without a word. */
export const settingNames: Check = {
  name: 'settings.names',
  timeoutMs: () => SHORT_MS,
  async run({ environment }) {
    const known = settingsIn(SETTINGS).map(({ name }) => name);
    const set = Object.keys(environment).filter((name) => environment[name]?.trim());
    const found = set.filter((name) => !known.includes(name)).flatMap((name) => judge(name, known, environment));
    return named('settings.names', found.length > 0 ? found : [ok('No setting is misspelled, as far as can be told.')]);
  },
};

function judge(
  name: string,
  known: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): readonly Finding[] {
  const near = nearName(name, known);
  const facts = { name, near: near ?? null };
  if (/^LEX_/i.test(name)) {
    const fix = near ? `Was ${near} meant? Rename it.` : '`lex config` lists the settings: take it out, or rename it.';
    return [problem(`${name} is not a setting of Lex, and stops its start.`, fix, facts)];
  }
  // What is set for another program under its own name is no mistake, nor what is near a setting that is there.
  if (!near || !FAMILIES.test(name) || environment[near]?.trim()) return [];
  return [warning(`${name} is set, which Lex doesn't read.`, `If ${near} was meant, rename it.`, facts)];
}
