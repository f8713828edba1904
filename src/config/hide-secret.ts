import type { Setting } from './setting.ts';

/** The value of a setting as `lex config` and error messages may show it. */
export function hideSecret({ secret }: Setting<unknown>, value: string): string {
  if (secret === 'no') return value;
  // An address that can't be parsed may hold a password anywhere.
  if (secret === 'whole' || !URL.canParse(value)) return HIDDEN;
  const address = new URL(value);
  // What looks like a path may be the rest of a password that holds a slash.
  if (/[@:%]/.test(address.pathname)) return HIDDEN;
  if (!address.username && !address.password && !address.search && !address.hash) return value;
  // A user without a password may be a token.
  if (address.password) address.password = '***';
  else if (address.username) address.username = '***';
  for (const name of new Set(address.searchParams.keys())) {
    if (name !== 'api-version') address.searchParams.set(name, '***');
  }
  if (address.hash) address.hash = '***';
  return address.href;
}

/** A refused value as its error message may show it. */
export function hideRefused(setting: Setting<unknown>, value: string): string {
  // A refused address may have its password where none is expected.
  return setting.secret === 'password' && value.includes('@') ? HIDDEN : hideSecret(setting, value);
}

const HIDDEN = '(set, hidden)';
