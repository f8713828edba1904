/** One environment variable: its name, what it takes, and how its text becomes a value. */
export interface Setting<T> {
  readonly name: string;
  /** The text that is read when the variable isn't set; undefined when there is no default. */
  readonly fallback: string | undefined;
  readonly secret: Secret;
  /** What it takes, in words: shown when a value is refused. */
  readonly takes: string;
  /**
   * Turns the text of the variable into a value; undefined stands for a variable that isn't set.
   *
   * @throws {InvalidValue} when the text isn't a value
   */
  readonly parse: (text: string | undefined) => T;
}

/** What `lex config` and error messages hide: nothing, the whole value, or the secrets in an address. */
export type Secret = 'no' | 'whole' | 'password';

/** A text that is no value of its setting. */
export class InvalidValue extends Error {}

/** What one kind of setting takes, such as whole numbers or addresses. */
export interface ValueKind<T> {
  readonly takes: string;
  /** Returns undefined when the text isn't a value. */
  readonly read: (text: string) => T | undefined;
}

/** A setting that always has a value. */
export function withDefault<T>(name: string, fallback: string, { takes, read }: ValueKind<T>): Setting<T> {
  const parse = (text: string | undefined): T => {
    const value = read(text ?? fallback);
    if (value === undefined) throw new InvalidValue();
    return value;
  };
  return { name, fallback, secret: 'no', takes, parse };
}

/** A setting whose value is undefined when it isn't set. */
export function optional<T>(name: string, kind: ValueKind<T>, secret: Secret = 'no'): Setting<T | undefined> {
  return unsetIs(undefined, name, kind, secret);
}

/** A setting that holds a list, which is empty when it isn't set. */
export function list<T>(name: string, kind: ValueKind<readonly T[]>): Setting<readonly T[]> {
  return unsetIs([], name, kind, 'no');
}

function unsetIs<T, U>(unset: U, name: string, { takes, read }: ValueKind<T>, secret: Secret): Setting<T | U> {
  const parse = (text: string | undefined): T | U => {
    if (text === undefined) return unset;
    const value = read(text);
    if (value === undefined) throw new InvalidValue();
    return value;
  };
  return { name, fallback: undefined, secret, takes, parse };
}
