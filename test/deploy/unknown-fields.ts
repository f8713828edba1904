/**
 * Validates a value, and finds the fields that the validation never looked at: those it doesn't know.
 *
 * @throws what the validation throws
 */
export function unknownFields(value: object, validate: (value: object) => void): string[] {
  const seen = new Set<string>();
  validate(watched(value, '', seen));
  return fieldsOf(value, '').filter((path) => !seen.has(path));
}

function watched<T extends object>(value: T, path: string, seen: Set<string>): T {
  return new Proxy(value, {
    get(target, key, receiver) {
      const field: unknown = Reflect.get(target, key, receiver);
      if (typeof key === 'string') seen.add(`${path}/${key}`);
      return typeof field === 'object' && field !== null ? watched(field, `${path}/${String(key)}`, seen) : field;
    },
  });
}

function fieldsOf(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, field]) => [`${path}/${key}`, ...fieldsOf(field, `${path}/${key}`)]);
}
