import { fold, straighten } from '../fold.ts';
import type { Language } from './analysis.ts';
import type { MemoryLanguage } from './memory-languages.ts';

/** A day, a month or a year that a text names; a month without a year is that of any year. */
export interface NamedTime {
  readonly year: number | undefined;
  /** From 0 to 11; undefined for a whole year. */
  readonly month: number | undefined;
  /** From 1 to 31; undefined for a whole month or year. */
  readonly day: number | undefined;
}

const LOCALES: Readonly<Record<MemoryLanguage, string>> = {
  english: 'en',
  arabic: 'ar',
  bulgarian: 'bg',
  danish: 'da',
  dutch: 'nl',
  finnish: 'fi',
  french: 'fr',
  german: 'de',
  greek: 'el',
  hungarian: 'hu',
  indonesian: 'id',
  italian: 'it',
  norwegian: 'nb',
  portuguese: 'pt',
  romanian: 'ro',
  russian: 'ru',
  serbian: 'sr',
  spanish: 'es',
  swedish: 'sv',
  turkish: 'tr',
  ukrainian: 'uk',
};
/** Of a longer text only the beginning is looked at, in UTF-16 units; nobody names the time of a question later. */
const LOOKED_AT = 2_000;
/** No more times are looked for. */
const MOST_TIMES = 4;
const DAY_MS = 24 * 60 * 60 * 1_000;
/** A day begins this much earlier somewhere in the world than in UTC. */
const EARLIER_MS = DAY_MS;
/** What happened is told for this much longer. */
const LATER_MS = 7 * DAY_MS;

const TOKEN = /[\p{L}\p{M}]+|\p{Nd}+/gu;
const LETTER = /[\p{L}\p{M}]/u;
const YEAR = /^(?:19|20)\d\d$/;
/** Stand between a day, its month and its year: the 7th of July, 7 de julio de 2023. */
const BETWEEN: ReadonlySet<string> = new Set('st nd rd th er of de di af'.split(' '));

/**
 * The times that a text names, such as July 2023, the 7th of July, 2023-07-07 or 2023, with the months of the language.
 * A month alone counts where it can't be another word: in English "in May", but not "may".
 */
export function timesIn(text: string, language: Language): NamedTime[] {
  const tokens = [...straighten(text.slice(0, LOOKED_AT)).matchAll(TOKEN)].map(readToken);
  const months = monthsOf(language);
  const times: NamedTime[] = [];
  const taken = new Set<Token>();
  const take = (time: NamedTime | undefined, used: readonly (Token | undefined)[]) => {
    if (!time || times.length === MOST_TIMES) return;
    times.push(time);
    for (const token of used) if (token) taken.add(token);
  };
  for (const [at, token] of tokens.entries()) {
    const month = token.number === undefined ? months.get(fold(language.stem(token.text.toLowerCase()))) : undefined;
    if (month) take(...besideMonth(tokens, at, month));
  }
  for (const [at, token] of tokens.entries()) {
    if (taken.has(token) || !isYear(token)) continue;
    const [month, day] = [tokens[at + 1], tokens[at + 2]];
    const isDate = month?.number !== undefined && month.number >= 1 && month.number <= 12 && follows(token, month);
    if (!isDate) take({ year: token.number, month: undefined, day: undefined }, [token]);
    else if (day?.number !== undefined && follows(month, day)) {
      take(checked({ year: token.number, month: month.number - 1, day: day.number }), [token, month, day]);
    } else take({ year: token.number, month: month.number - 1, day: undefined }, [token, month]);
  }
  return times;
}

/** Whether what was told at an instant, in milliseconds since 1970, may be of that time, or of just before. */
export function isToldOf({ year, month, day }: NamedTime, at: number): boolean {
  const told = new Date(at).getUTCFullYear();
  const years = year === undefined ? [told - 1, told, told + 1] : [year];
  return years.some((each) => {
    const from = Date.UTC(each, month ?? 0, day ?? 1);
    const to =
      day !== undefined ? from + DAY_MS : month !== undefined ? Date.UTC(each, month + 1) : Date.UTC(each + 1, 0);
    return at >= from - EARLIER_MS && at < to + LATER_MS;
  });
}

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Of up to four digits; undefined for any other. */
  readonly number: number | undefined;
  /** Whether letters touch it: 2026GB is no year, while 7th is a day. */
  readonly isUnit: boolean;
}

function readToken({ 0: text, index: start = 0, input = '' }: RegExpMatchArray): Token {
  const digits = fold(text);
  const end = start + text.length;
  const number = /^\d{1,4}$/.test(digits) ? Number(digits) : undefined;
  return { text, start, end, number, isUnit: LETTER.test(input.charAt(start - 1)) || LETTER.test(input.charAt(end)) };
}

function isYear({ text, number, isUnit }: Token): boolean {
  return number !== undefined && !isUnit && YEAR.test(fold(text));
}

/** Whether two numbers are joined as those of a date: one sign stands between them. */
function follows(first: Token, second: Token): boolean {
  return second.start === first.end + 1;
}

/** A month with the day and the year that stand beside it; and the tokens of them all. */
function besideMonth(
  tokens: readonly Token[],
  at: number,
  { month, needsMore, isCapitalised }: Month,
): [NamedTime | undefined, (Token | undefined)[]] {
  const token = tokens[at];
  let before = at - 1;
  while (BETWEEN.has(tokens[before]?.text.toLowerCase() ?? '')) before--;
  let after = at + 1;
  const dayBefore = isDay(tokens[before]) ? tokens[before] : undefined;
  while (BETWEEN.has(tokens[after]?.text.toLowerCase() ?? '')) after++;
  const dayAfter = !dayBefore && isDay(tokens[after]) ? tokens[after++] : undefined;
  while (BETWEEN.has(tokens[after]?.text.toLowerCase() ?? '')) after++;
  const found = tokens[after];
  const year = found && isYear(found) ? found : undefined;
  const day = dayBefore ?? dayAfter;
  const mayStandAlone = !needsMore && at > 0 && (!isCapitalised || startsHigh(token?.text ?? ''));
  if (!day && !year && !mayStandAlone) return [undefined, []];
  return [checked({ year: year?.number, month, day: day?.number }), [token, day, year]];
}

function isDay(token: Token | undefined): boolean {
  return token?.number !== undefined && token.text.length <= 2 && token.number >= 1 && token.number <= 31;
}

/** The same, without a day that the month doesn't have. */
function checked({ year, month = 0, day }: NamedTime): NamedTime {
  const exists = day !== undefined && new Date(Date.UTC(year ?? 2_000, month, day)).getUTCMonth() === month;
  return { year, month, day: exists ? day : undefined };
}

const startsHigh = (text: string) => text.charAt(0) !== text.charAt(0).toLowerCase();

interface Month {
  readonly month: number;
  /** A short form, which is a month only beside a day or a year. */
  readonly needsMore: boolean;
  /** The language writes it with a capital letter, which other words within a sentence don't have. */
  readonly isCapitalised: boolean;
}

const monthsByLanguage = new Map<string, ReadonlyMap<string, Month>>();

/** The months of a language by the stems of their names, in the forms that they have alone, in a date and in short. */
function monthsOf({ name, stem }: Language): ReadonlyMap<string, Month> {
  const known = monthsByLanguage.get(name);
  if (known) return known;
  const locale = new Map<string, string>(Object.entries(LOCALES)).get(name) ?? 'en';
  const months = new Map<string, Month>();
  for (let month = 0; month < 12; month++) {
    const at = Date.UTC(2_000, month);
    const nameOf = (options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC', calendar: 'gregory' })
        .formatToParts(at)
        .find(({ type }) => type === 'month')?.value ?? '';
    const alone = nameOf({ month: 'long' });
    const isCapitalised = startsHigh(alone);
    const add = (form: string, needsMore: boolean) => {
      const key = fold(stem(form.toLowerCase().replace(/\.$/, '')));
      if (/^\p{L}/u.test(key) && !months.has(key)) months.set(key, { month, needsMore, isCapitalised });
    };
    for (const form of [alone, nameOf({ month: 'long', day: 'numeric' })]) add(form, false);
    for (const form of [nameOf({ month: 'short' }), nameOf({ month: 'short', day: 'numeric' })]) add(form, true);
  }
  monthsByLanguage.set(name, months);
  return months;
}
