/** Makes `%` and `_` stand for themselves in what a column must contain. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
