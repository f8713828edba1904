import { type Finding, ok, problem, warning } from './finding.ts';

/** From here on times that are compared between machines are visibly wrong, in milliseconds. */
const ASTRAY_MS = 2_000;
/** Tokens are taken when clocks are half a minute apart (docs/security.md), and refused beyond. */
const WRONG_MS = 30_000;

/**
 * Judges a clock beside this machine's.
 *
 * @param whose such as `PostgreSQL's clock`
 * @param aheadMs how far it is ahead of this machine's, in milliseconds
 * @param uncertainMs how far that may be wrong, either way
 */
export function judgeClock(whose: string, aheadMs: number, uncertainMs: number): Finding {
  const facts = { aheadMs: Math.round(aheadMs), uncertainMs: Math.round(uncertainMs) };
  const atLeast = Math.max(0, Math.abs(aheadMs) - uncertainMs);
  const apart = `${(Math.abs(aheadMs) / 1_000).toFixed(1)} s ${aheadMs > 0 ? 'ahead of' : 'behind'}`;
  const fix = 'Set both clocks by the same time servers (chrony, systemd-timesyncd), and see that they run.';
  if (atLeast >= WRONG_MS) {
    const says = `${whose} is ${apart} this machine's: tokens are refused or live too long, and leases end early.`;
    return problem(says, fix, facts);
  }
  if (atLeast >= ASTRAY_MS) return warning(`${whose} is ${apart} this machine's.`, fix, facts);
  return ok(`${whose} agrees with this machine's, as far as can be measured.`, facts);
}

/** How far a clock that was read between two moments of this machine is ahead of it, in milliseconds. */
export function aheadOf(
  read: number,
  { before, after }: { readonly before: number; readonly after: number },
): { readonly aheadMs: number; readonly uncertainMs: number } {
  return { aheadMs: read - (before + after) / 2, uncertainMs: (after - before) / 2 };
}
