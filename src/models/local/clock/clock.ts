import { fold } from '../../../language/fold.ts';
import { formatDay, localTime } from '../../../time/time-zone.ts';
import type { ModelMemory } from '../../model.ts';
import { findPlace, findZoneIn, type Place } from './place.ts';

/** A question for the time, or for the date so many days from today, at a place if it names one. */
export type ClockQuestion =
  | { readonly kind: 'time'; readonly place: Place | undefined }
  | { readonly kind: 'date'; readonly days: number; readonly place: Place | undefined };

/** Words that a question for the time or the date may have beside the word that says what is asked. */
const FILLERS: ReadonlySet<string> = new Set(
  'what whats is s was will be it the now right current currently tell me please do you know of week local here'.split(
    ' ',
  ),
);
const DAYS: ReadonlyMap<string, number> = new Map([
  ['yesterday', -1],
  ['yesterdays', -1],
  ['today', 0],
  ['todays', 0],
  ['tomorrow', 1],
  ['tomorrows', 1],
]);
const LONGEST_QUESTION = 120;
/** A place comes last or before "time": "the time in Tokyo", "Tokyo time". */
const PLACE_LAST = /^(.{1,80}?) (?:in|at|for) (.{1,60}?)(?: (?:right )?now| please)?$/i;
const PLACE_FIRST = /^(what(?:['’]s| is) (?:the )?|)(.{1,60}?) (time)(?: (?:right )?now)?$/i;
/** Names for the place where the user is. */
const HERE = /^(?:my|the|this|our) (?:time ?zone|place|city|town|area|location|house|home)$/i;

/**
 * Reads a question for the time, or for the date or weekday of today, yesterday or tomorrow, here or in a place whose
 * zone is known. Returns undefined for anything else: with any other word, it is a question that this clock can't
 * answer.
 */
export function readClockQuestion(text: string): ClockQuestion | undefined {
  if (text.length > LONGEST_QUESTION) return undefined;
  const here = readWithoutPlace(text, undefined);
  if (here) return here;
  const [, before = '', last = ''] = PLACE_LAST.exec(text) ?? [];
  if (last && HERE.test(last)) return readWithoutPlace(before, undefined);
  const [, asking = '', first = '', time = ''] = PLACE_FIRST.exec(text) ?? [];
  const place = findPlace(last) ?? findPlace(first);
  return place && readWithoutPlace(findPlace(last) ? before : `${asking}${time}`, place);
}

function readWithoutPlace(text: string, place: Place | undefined): ClockQuestion | undefined {
  const words =
    fold(text)
      .replaceAll("'", '')
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const telling = words.filter((word) => !FILLERS.has(word));
  if (telling.length === 1 && telling[0] === 'time') return { kind: 'time', place };
  const days = telling.map((word) => DAYS.get(word)).filter((day) => day !== undefined);
  const others = telling.filter((word) => !DAYS.has(word));
  if (days.length > 1 || others.length > 1 || telling.length === 0) return undefined;
  const [other] = others;
  const asksForDay = other === 'date' || other === 'day' || (other === undefined && words[0]?.startsWith('what'));
  return asksForDay ? { kind: 'date', days: days[0] ?? 0, place } : undefined;
}

const DAY_NAMES: ReadonlyMap<number, string> = new Map([
  [-1, 'Yesterday was'],
  [0, 'Today is'],
  [1, 'Tomorrow is'],
]);
const UTC: Place = { name: 'UTC', zone: 'UTC' };

/** Answers for the place of the question, else for that of the user, else for UTC, and says for which. */
export async function answerClock(
  question: ClockQuestion,
  { now, timeZone, memory }: { now: Date; timeZone: string | undefined; memory: ModelMemory },
): Promise<string> {
  const own = timeZone === undefined ? undefined : { name: timeZone, zone: timeZone };
  const { name, zone } = question.place ?? own ?? (await rememberedZone(memory)) ?? UTC;
  const local = localTime(now, zone);
  if (question.kind === 'time') return `It is ${local.time} in ${name}, on ${formatDay(local)}.`;
  return `${DAY_NAMES.get(question.days) ?? 'It is'} ${formatDay(local, question.days)}, in ${name}.`;
}

/** The time zone that the user has told Lex. */
async function rememberedZone(memory: ModelMemory): Promise<Place | undefined> {
  const found = await memory.recall('my time zone', 10);
  const told = found.filter(({ content }) => /\b(?:my|our) (?:own |current |home )?time ?zone\b/i.test(content));
  return told.map(({ content }) => findZoneIn(content)).find(Boolean);
}
