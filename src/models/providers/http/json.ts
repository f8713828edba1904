/** The value of a JSON text; undefined when it isn't one. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;

// What isn't needed of an answer must not fail it, so each field is read by itself, and is nothing when it is of another
// kind. A schema would do the same with a fallback for each field, but more slowly, and this is the way of every word.

/** The fields of an object; none of anything else, such as a list. */
export function fieldsOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}

/** A text; undefined for anything else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The largest number that the database has room for. */
const LARGEST_COUNT = 2_147_483_647;

/** A count of tokens, also as digits in a text; undefined for whatever counts nothing. */
export function countOf(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
  const isCount = typeof count === 'number' && Number.isInteger(count) && count >= 0 && count <= LARGEST_COUNT;
  return isCount ? count : undefined;
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
