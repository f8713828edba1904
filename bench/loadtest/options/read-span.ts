import { UsageError } from '../../../src/commands/command.ts';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const LONGEST_MS = 24 * 3_600_000;

/**
 * Reads a span of time such as `90`, `90s`, `500ms`, `1.5m` or `1h`; without a unit it is in seconds.
 *
 * @returns milliseconds, up to a day
 * @throws {UsageError} when it is none, or is longer
 */
export function readSpan(option: string, text: string, { least = 0 } = {}): number {
  const [, number = '', unit = 's'] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)?$/.exec(text) ?? [];
  const ms = number === '' ? Number.NaN : Number(number) * (UNITS[unit] ?? Number.NaN);
  if (ms >= least && ms <= LONGEST_MS) return ms;
  const bounds = least > 0 ? `from ${least} ms to 24h` : 'up to 24h';
  throw new UsageError(
    `--${option} takes a span of time such as 90s, 500ms, 2m or 1h, ${bounds}, not ${quoted(text)}.`,
  );
}

/** Reads a number. @throws {UsageError} when it is none, or out of bounds */
export function readNumber(
  option: string,
  text: string,
  { least, most, whole = false }: { readonly least: number; readonly most: number; readonly whole?: boolean },
): number {
  const number = /^\d{1,12}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most && (!whole || Number.isInteger(number))) return number;
  const kind = whole ? 'a whole number' : 'a number';
  throw new UsageError(`--${option} takes ${kind} from ${least} to ${most}, not ${quoted(text)}.`);
}

/** As a message of an error has it. */
export function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 200));
}
