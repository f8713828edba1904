import { type Environment, textIn } from './environment.ts';
import { hideSecret } from './hide-secret.ts';
import { SETTINGS } from './settings-table.ts';
import { settingsIn } from './table-values.ts';

/** One setting as `lex config` prints it. */
export interface SettingDescription {
  readonly name: string;
  /** Undefined when it is not set and has no default. Secrets are hidden. */
  readonly value: string | undefined;
  readonly from: 'environment' | '.env' | 'default';
}

/**
 * Every setting with its value in force, secrets hidden.
 *
 * @param fromFile the names of the variables that `.env` gave
 */
export function describeConfig(environment: Environment, fromFile: ReadonlySet<string>): SettingDescription[] {
  return settingsIn(SETTINGS).map((setting) => {
    const { name, fallback } = setting;
    const set = textIn(environment, setting);
    const value = set ?? fallback;
    return {
      name,
      value: value === undefined ? undefined : hideSecret(setting, value),
      from: set === undefined ? 'default' : fromFile.has(name) ? '.env' : 'environment',
    };
  });
}
