import { type Finding, ok, warning } from './finding.ts';

/**
 * Judges how long a server beside Lex takes to answer nothing in particular. A reply takes about a dozen such round
 * trips.
 *
 * @param timesMs of several round trips
 * @param slowMs from which on the median is worth a warning
 */
export function judgeLatency(whose: string, timesMs: readonly number[], slowMs: number): Finding {
  const sorted = [...timesMs].sort((a, b) => a - b);
  const medianMs = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const longestMs = sorted.at(-1) ?? 0;
  const facts = { medianMs: round(medianMs), longestMs: round(longestMs), tries: sorted.length };
  const says = `${whose} answers within ${facts.medianMs} ms in the median of ${facts.tries} tries.`;
  if (medianMs < slowMs) return ok(says, facts);
  return warning(
    says,
    `Each reply waits for about a dozen such answers: run Lex nearer to ${whose}, or look what keeps that busy.`,
    facts,
  );
}

const round = (ms: number) => Math.round(ms * 100) / 100;
