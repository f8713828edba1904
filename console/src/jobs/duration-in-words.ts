const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** A time in its two largest units: below ten seconds with a tenth. */
export function durationInWords(ms: number, language: string): string {
  const seconds = ms / 1_000;
  if (seconds < 10) return inUnit(seconds, 'second', language);
  let rest = Math.round(seconds);
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(inUnit(count, unit, language));
    else if (parts.length > 0) break;
  }
  return parts.slice(0, 2).join(' ');
}

function inUnit(count: number, unit: (typeof UNITS)[number][0], language: string): string {
  return count.toLocaleString(language, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 });
}
