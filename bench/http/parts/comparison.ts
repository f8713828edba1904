import { type Contestant, figuresOf, type Measured } from '../measuring/rounds.ts';
import type { Aim } from '../measuring/section.ts';
import { ratioOf } from '../measuring/spread.ts';

/**
 * How many times as many answers one contestant gives as another: by the clock, which is what is aimed at, and by the
 * processor's time, which other programs on the machine change less.
 */
export function comparison(
  measured: Measured,
  [ours, theirs]: readonly [Contestant, Contestant],
  aim: Pick<Aim, 'what' | 'least' | 'caveat'>,
): readonly Aim[] {
  const rates = (each: Contestant) => figuresOf(measured, each, 'perSecond');
  const times = (each: Contestant) => figuresOf(measured, each, 'serverMicroseconds');
  return [
    { ...aim, measured: ratioOf(rates(ours), rates(theirs)) },
    { what: `${aim.what}, by processor`, measured: ratioOf(times(theirs), times(ours)) },
  ];
}
