/**
 * A text without these signs at its end. A loop, since a regular expression would take quadratic time on runs of them.
 */
export function withoutTrailing(text: string, signs: string): string {
  let end = text.length;
  while (end > 0 && signs.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
