import { storedJson } from '../stored-json.ts';

/** The name under which the browser keeps the tokens; GraphiQL reads it too. */
const NAME = 'lex.token';

/** What the identity provider gave for one sign-in. */
export interface Tokens {
  /** A name for the sign-in, of which all later tokens are. */
  readonly grant: string;
  /** Grows with each renewal. */
  readonly version: number;
  readonly accessToken: string;
  /** May be used once: for the next version. */
  readonly refreshToken?: string | undefined;
  /** Tells the provider at the end whose sign-in ends. */
  readonly idToken?: string | undefined;
  /** When the access token ends and when it should be renewed, by the clock of this machine; none: nobody knows. */
  readonly endsAt?: number | undefined;
  readonly renewAt?: number | undefined;
}

/**
 * The tokens of this tab, or those that are kept for all tabs. A tab's own go with it; those that were to be kept longer
 * are in one place for all tabs, since a refresh token that two of them used would end the sign-in.
 */
export function keptTokens(): Tokens | undefined {
  return read(sessionStorage) ?? read(localStorage);
}

/** @param longer whether they stay when the browser is closed, for all tabs */
export function keepTokens(tokens: Tokens, longer: boolean): void {
  (longer ? localStorage : sessionStorage).setItem(NAME, JSON.stringify(tokens));
}

/** Puts renewed tokens in the place of those that they follow, wherever those are kept. */
export function keepRenewed(tokens: Tokens): void {
  for (const storage of [sessionStorage, localStorage]) {
    const kept = read(storage);
    if (kept && isNewer(tokens, kept)) storage.setItem(NAME, JSON.stringify(tokens));
  }
}

/** Forgets those of a sign-in, or all. */
export function forgetTokens(grant?: string): void {
  for (const storage of [sessionStorage, localStorage]) {
    if (grant === undefined || read(storage)?.grant === grant) storage.removeItem(NAME);
  }
}

/** Whether tokens are later ones of the same sign-in. */
export function isNewer(tokens: Tokens, than: Tokens): boolean {
  return tokens.grant === than.grant && tokens.version > than.version;
}

export function isTokens(value: unknown): value is Tokens {
  if (typeof value !== 'object' || value === null) return false;
  const { grant, version, accessToken, refreshToken, idToken, endsAt, renewAt }: Readonly<Record<string, unknown>> = {
    ...value,
  };
  const isOptional = (each: unknown, type: string) => each === undefined || typeof each === type;
  return (
    typeof grant === 'string' &&
    typeof version === 'number' &&
    typeof accessToken === 'string' &&
    [refreshToken, idToken].every((each) => isOptional(each, 'string')) &&
    [endsAt, renewAt].every((each) => isOptional(each, 'number'))
  );
}

function read(storage: Storage): Tokens | undefined {
  const kept = storedJson(storage, NAME);
  return isTokens(kept) ? kept : undefined;
}
