/** What is asked of the clock: the time, or the day that many days from today. */
export type ClockQuestion = { readonly kind: 'time' } | { readonly kind: 'date'; readonly days: number };

// Words that a question for the time or the day may have around the one that counts.
const FILLERS: ReadonlySet<string> = new Set(
  'what whats is s was will be it the now right current currently tell me please do you know of week'.split(' '),
);
const DAYS: ReadonlyMap<string, number> = new Map([
  ['yesterday', -1],
  ['yesterdays', -1],
  ['today', 0],
  ['todays', 0],
  ['tomorrow', 1],
  ['tomorrows', 1],
]);
const LONGEST_QUESTION = 80;

/**
 * Reads a question for the time, or for the date or day of today, yesterday or tomorrow. Undefined when it is none:
 * any word beyond those, such as a place, makes it a question that this clock can't answer.
 */
export function readClockQuestion(text: string): ClockQuestion | undefined {
  if (text.length > LONGEST_QUESTION) return undefined;
  const words =
    text
      .toLowerCase()
      .replace(/['’]/g, '')
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const telling = words.filter((word) => !FILLERS.has(word));
  if (telling.length === 1 && telling[0] === 'time') return { kind: 'time' };
  const days = telling.map((word) => DAYS.get(word)).filter((day) => day !== undefined);
  const others = telling.filter((word) => !DAYS.has(word));
  if (days.length > 1 || others.length > 1 || telling.length === 0) return undefined;
  const [other] = others;
  const asksForDay = other === 'date' || other === 'day' || (other === undefined && words[0]?.startsWith('what'));
  return asksForDay ? { kind: 'date', days: days[0] ?? 0 } : undefined;
}

const DAY_NAMES: ReadonlyMap<number, string> = new Map([
  [-1, 'Yesterday was'],
  [0, 'Today is'],
  [1, 'Tomorrow is'],
]);

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** Answers in UTC, and says so: nobody has told us where the user is. */
export function answerClock(question: ClockQuestion, now: Date): string {
  if (question.kind === 'time') return `It is ${now.toISOString().slice(11, 16)} in UTC, on ${formatDay(now)}.`;
  const day = new Date(now);
  day.setUTCDate(day.getUTCDate() + question.days);
  return `${DAY_NAMES.get(question.days) ?? 'It is'} ${formatDay(day)}, in UTC.`;
}

/** Spelled out here, since what Intl makes of it changes with the version of Node. */
function formatDay(date: Date): string {
  const weekday = WEEKDAYS[date.getUTCDay()];
  return `${weekday}, ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}
