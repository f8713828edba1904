/** So many statements are kept prepared; the texts of an app are few, but lists of ids make new ones. */
const MOST_NAMES = 200;

/**
 * Names for statements, the same text always the same one, so that a connection prepares each but once. The first texts
 * that come get the names; an empty one means that the statement isn't kept.
 */
export function createStatementNames(): (statement: { readonly sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= MOST_NAMES) return '';
    const name = `s${names.size}`;
    names.set(sql, name);
    return name;
  };
}
