import type { Standing } from '../../../rates/rates.ts';

/**
 * How a user, and their key, stand with what they may ask for, as draft-ietf-httpapi-ratelimit-headers (10) writes it:
 * of each bound how many points are left, and in how many seconds all of them are.
 */
export function rateHeaders(standings: readonly Standing[]): string[] {
  if (standings.length === 0) return [];
  const policies = standings.map(({ name, allowed, windowS }) => `"${name}";q=${allowed};w=${windowS}`);
  const left = standings.map((each) => `"${each.name}";r=${each.left};t=${Math.ceil(each.resetsInMs / 1_000)}`);
  return ['RateLimit-Policy', policies.join(', '), 'RateLimit', left.join(', ')];
}
