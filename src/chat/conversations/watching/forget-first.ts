/** Keeps the entries that were added last, so that a long watch doesn't grow without end. */
export function forgetFirst<Key>(entries: Map<Key, unknown> | Set<Key>, most: number): void {
  for (const key of entries.keys()) {
    if (entries.size <= most) return;
    entries.delete(key);
  }
}
