/** Of a size in bytes, with three digits. */
export function bytes(value: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let at = 0;
  let rest = value;
  for (; rest >= 1_000 && at < units.length - 1; at++) rest /= 1_000;
  return `${digits(rest)} ${units[at]}`;
}

export const ms = (value: number): string => `${digits(value)} ms`;

/** A large number in the words in which it is said. */
export function many(value: number): string {
  if (value >= 1e9) return `${digits(value / 1e9)} billion`;
  return value >= 1e6 ? `${digits(value / 1e6)} million` : Math.round(value).toLocaleString('en');
}

/** Three digits, or all of those before the point. */
export function digits(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return Number(value.toPrecision(3)).toString();
}
