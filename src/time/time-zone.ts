/** A moment as the clocks of a place show it. */
export interface LocalTime {
  /** Such as `14:05`. */
  readonly time: string;
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

/** An offset from UTC in hours and minutes, such as `UTC+05:30`. */
const OFFSET = /^UTC([+-])(\d{2}):(\d{2})$/;
const LONGEST_NAME = 64;
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** Whether a text is a name of the IANA database, such as `Europe/Oslo`, in any case. Offsets are not. */
export function isTimeZone(name: string): boolean {
  if (name.length > LONGEST_NAME || !/^[a-z]/i.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * What the clocks of a time zone show at a moment.
 *
 * @param zone a name of the IANA database, or an offset such as `UTC+05:30`
 * @throws {RangeError} when it is neither
 */
export function localTime(moment: Date, zone: string): LocalTime {
  const [, sign, hours, minutes] = OFFSET.exec(zone) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const shifted = sign ? new Date(moment.getTime() + offset * 60_000) : moment;
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: sign ? 'UTC' : zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(shifted);
  const of = (wanted: Intl.DateTimeFormatPartTypes) => parts.find(({ type }) => type === wanted)?.value ?? '';
  const time = `${of('hour').padStart(2, '0')}:${of('minute').padStart(2, '0')}`;
  return { time, year: Number(of('year')), month: Number(of('month')), day: Number(of('day')) };
}

/** Formats a day like `Friday, 13 November 2026`. Intl isn't used: its form changes with the version of Node. */
export function formatDay({ year, month, day }: Pick<LocalTime, 'year' | 'month' | 'day'>, daysLater = 0): string {
  const date = new Date(Date.UTC(year, month - 1, day + daysLater));
  return `${WEEKDAYS[date.getUTCDay()]}, ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}
