import { useLanguage } from '../language/language.tsx';

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;
/** From here on a date says more than a count of days, in milliseconds. */
const LONG_MS = 7 * 86_400_000;

/** A time, as far from now as it is; the exact time is shown when it is pointed at. */
export function Moment({ at }: { readonly at: string }) {
  const { language, strings } = useLanguage();
  const time = new Date(at);
  return (
    <time dateTime={at} title={time.toLocaleString(language)}>
      {wordsFor(time.getTime() - Date.now(), time, language) ?? strings.justNow}
    </time>
  );
}

function wordsFor(distanceMs: number, time: Date, language: string): string | undefined {
  if (Math.abs(distanceMs) > LONG_MS) return time.toLocaleDateString(language, { dateStyle: 'medium' });
  for (const [unit, ms] of UNITS) {
    if (Math.abs(distanceMs) < ms) continue;
    return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(Math.trunc(distanceMs / ms), unit);
  }
  return undefined;
}
