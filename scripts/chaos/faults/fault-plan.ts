import { createRandom } from '../../../test/support/random.ts';
import { FAULTS, type Fault, type FaultKind, isFaultKind } from './fault.ts';

/** How long after one fault the next begins, from and to, in milliseconds: several last at the same time. */
const GAP_MS = [400, 3_000] as const;

/**
 * The faults of a run: the same for the same seed and length. Each kind comes once before any comes again.
 *
 * @param seed a whole number
 * @param durationMs the last fault begins before this has passed
 */
export function planFaults(seed: number, durationMs: number): readonly Fault[] {
  const random = createRandom(seed);
  const between = ([from, to]: readonly [number, number]) => Math.round(from + random() * (to - from));
  const plan: Fault[] = [];
  let left: FaultKind[] = [];
  for (let atMs = between(GAP_MS); atMs < durationMs; atMs += between(GAP_MS)) {
    if (left.length === 0) left = shuffled(Object.keys(FAULTS).filter(isFaultKind), random);
    const kind = left.pop();
    if (kind === undefined) break;
    const { targets, lastsMs } = FAULTS[kind];
    const target = targets[Math.floor(random() * targets.length)] ?? targets[0];
    plan.push({ kind, target, atMs, forMs: between(lastsMs) });
  }
  return plan;
}

/** A copy in another order (Fisher and Yates). */
function shuffled<T>(all: readonly T[], random: () => number): T[] {
  const mixed = [...all];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const [one, two] = [mixed[last], mixed[other]];
    if (one === undefined || two === undefined) continue;
    mixed[last] = two;
    mixed[other] = one;
  }
  return mixed;
}
