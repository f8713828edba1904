/** When steps are due that come at a rate, however long others take. */
export interface Arrivals {
  /** When the step with this number is due, from 0, in milliseconds since the beginning. */
  dueMs(number: number): number;
  /** How many are due before a moment. */
  before(ms: number): number;
}

/** Steps come evenly, and more and more often until the rate is reached. */
export function arrivalsAt(perSecond: number, rampUpMs: number): Arrivals {
  const everyMs = 1_000 / perSecond;
  // While the rate grows evenly from none, half as many come as at the full rate.
  const inRampUp = rampUpMs / everyMs / 2;
  return {
    dueMs: (number) =>
      number < inRampUp ? Math.sqrt(2 * number * everyMs * rampUpMs) : rampUpMs + (number - inRampUp) * everyMs,
    before(ms) {
      if (ms <= 0) return 0;
      const inTime = ms < rampUpMs ? (ms * ms) / (2 * everyMs * rampUpMs) : inRampUp + (ms - rampUpMs) / everyMs;
      return Math.ceil(inTime);
    },
  };
}
