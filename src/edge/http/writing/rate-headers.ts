import type { Standing } from '../../../rates/rates.ts';

/**
 * How a user stands with what they may ask for, as draft-ietf-httpapi-ratelimit-headers (10) writes it: how many points
 * are left, and in how many seconds all of them are.
 */
export function rateHeaders(standing: Standing | undefined): string[] {
  if (!standing) return [];
  const { allowed, windowS, left, resetsInMs } = standing;
  const resets = Math.ceil(resetsInMs / 1_000);
  return ['RateLimit-Policy', `"points";q=${allowed};w=${windowS}`, 'RateLimit', `"points";r=${left};t=${resets}`];
}
