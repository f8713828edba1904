/** One part in so many is for single values, such as counts: they are few and short. The rest is for answers. */
const VALUES_SHARE = 8;

/** How the bytes of the level in a process are divided; each part has at least one, as a cache must. */
export function cacheShares(maxBytes: number): { readonly values: number; readonly answers: number } {
  const values = Math.max(1, Math.floor(maxBytes / VALUES_SHARE));
  return { values, answers: Math.max(1, maxBytes - values) };
}
