/** The longest wait that is returned: a day is too long for anyone. */
const LONGEST_MS = 24 * 60 * 60 * 1_000;

const NUMBER = /^\d{1,15}(?:\.\d{0,15})?$/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** The three forms of dates in RFC 9110, 5.6.7: today's, and two obsolete ones that must still be understood. */
const DATES: readonly RegExp[] = [
  /^[a-z]{3}, (?<day>\d{2}) (?<month>[a-z]{3}) (?<year>\d{4}) (?<h>\d{2}):(?<m>\d{2}):(?<s>\d{2}) gmt$/,
  /^[a-z]{6,9}, (?<day>\d{2})-(?<month>[a-z]{3})-(?<year>\d{2}) (?<h>\d{2}):(?<m>\d{2}):(?<s>\d{2}) gmt$/,
  /^[a-z]{3} (?<month>[a-z]{3}) (?<day>[ \d]\d) (?<h>\d{2}):(?<m>\d{2}):(?<s>\d{2}) (?<year>\d{4})$/,
];

/**
 * Reads the wait that the headers of a refusal ask for, in milliseconds, up to a day: `retry-after-ms`, which OpenAI
 * and Azure send, or `Retry-After`, in seconds or as a date.
 *
 * Returns undefined when there is none or it can't be read. Nothing is guessed: a number that is mistaken for a year
 * would ask for no wait at all.
 */
export function readRetryAfter(headers: { get(name: string): string | null }, now: number): number | undefined {
  return readNumber(headers.get('retry-after-ms'), 1) ?? readSeconds(headers.get('retry-after'), now);
}

function readSeconds(header: string | null, now: number): number | undefined {
  const date = readHttpDate(header?.trim().toLowerCase() ?? '', now);
  return readNumber(header, 1_000) ?? (date === undefined ? undefined : bounded(date - now));
}

function readNumber(header: string | null, unitMs: number): number | undefined {
  const text = header?.trim() ?? '';
  return NUMBER.test(text) ? bounded(Number(text) * unitMs) : undefined;
}

function bounded(ms: number): number {
  return Math.min(Math.max(Math.ceil(ms), 0), LONGEST_MS);
}

/** Reads a date. `Date.parse` can't: it takes the last form for local time, and accepts much that is no date. */
function readHttpDate(text: string, now: number): number | undefined {
  const parts = DATES.map((form) => form.exec(text)?.groups).find(Boolean);
  const month = MONTHS.indexOf(parts?.['month'] ?? '');
  if (!parts || month < 0) return undefined;
  const [day, hours, minutes, seconds] = [parts['day'], parts['h'], parts['m'], parts['s']].map(Number);
  const date = Date.UTC(yearOf(parts['year'] ?? '', now), month, day, hours, minutes, seconds);
  return new Date(date).getUTCDate() === day ? date : undefined;
}

/** The year of two digits: the last one that is at most 50 years ahead (RFC 9110, 5.6.7). */
function yearOf(digits: string, now: number): number {
  if (digits.length === 4) return Number(digits);
  const current = new Date(now).getUTCFullYear();
  const year = current - (current % 100) + Number(digits);
  return year > current + 50 ? year - 100 : year;
}
