import { createHash } from 'node:crypto';
import type { Config } from './config.ts';
import type { Setting } from './setting.ts';
import { SETTINGS } from './settings-table.ts';
import { sharedAmong } from './shared-settings.ts';
import { valuesIn } from './table-values.ts';

/**
 * What processes show each other of the settings that they should have in common, by name: enough to see which differ,
 * and too little to learn a value by. Of a secret it is 16 bits, which each of thousands of guesses would match; of an
 * address it leaves out who logs in. Two values that mean the same, such as `1 MiB` and `1048576`, have one digest.
 */
export function settingDigests(config: Config): Readonly<Record<string, string>> {
  const shared = valuesIn(SETTINGS, config).filter(([{ name }]) => sharedAmong(name) !== 'nobody');
  return Object.fromEntries(shared.map(([setting, value]) => [setting.name, digestOf(setting, value)]));
}

/** In hexadecimal digits. */
const LENGTH = 16;
const LENGTH_OF_SECRETS = 4;

function digestOf({ name, secret }: Setting<unknown>, value: unknown): string {
  if (value === undefined) return '-';
  const told = secret === 'password' && typeof value === 'string' ? withoutUser(value) : value;
  const text = JSON.stringify([name, told instanceof Map ? [...told].sort() : told]);
  const digits = createHash('sha256').update(text).digest('hex');
  return digits.slice(0, secret === 'whole' ? LENGTH_OF_SECRETS : LENGTH);
}

/** An address without what may be secret in it: its user, its password and its parameters. */
function withoutUser(address: string): string {
  if (!URL.canParse(address)) return '';
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${pathname}`;
}
