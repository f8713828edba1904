/** Parses JSON; returns undefined when the text isn't JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;

// A field that isn't needed must not fail an answer. So each field is read by itself, and is undefined when it has
// another type. A schema with a fallback for each field would do the same, but more slowly, and every word comes this
// way.

/** The fields of an object; an empty object for anything else, such as a list. */
export function fieldsOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}

/** Returns a text as it is, and undefined for anything else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The largest number that the database's columns for counts can hold. */
const LARGEST_COUNT = 2_147_483_647;

/** Reads a count of tokens, which may be digits in a text; returns undefined for anything else. */
export function countOf(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
  const isCount = typeof count === 'number' && Number.isInteger(count) && count >= 0 && count <= LARGEST_COUNT;
  return isCount ? count : undefined;
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
