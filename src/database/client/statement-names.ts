/** The most statements that stay prepared. Lex has fewer, but each length of a list of ids makes another text. */
const MOST_NAMES = 200;

/**
 * Gives statements names, so that a connection prepares each text only once. The first texts get a name; an empty name
 * means that the statement doesn't stay prepared.
 *
 * @param prefix what the names begin with
 */
export function createStatementNames(prefix: string): (statement: { readonly sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= MOST_NAMES) return '';
    const name = `${prefix}${names.size}`;
    names.set(sql, name);
    return name;
  };
}
