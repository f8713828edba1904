/** A copy of lists and plain objects, whatever is in them, as they are now. */
export function snapshot(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snapshot);
  if (typeof value !== 'object' || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return value;
  const copy: Record<string, unknown> = Object.create(prototype);
  for (const [key, each] of Object.entries(value)) {
    Object.defineProperty(copy, key, { value: snapshot(each), enumerable: true });
  }
  return copy;
}
