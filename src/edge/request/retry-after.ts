/** How long to wait, as the header `Retry-After` says it: in whole seconds, one at least (RFC 9110, 10.2.3). */
export function retryAfter(ms: number): string {
  return String(Math.max(1, Math.ceil(ms / 1_000)));
}
