/** How many characters name a memory where there is no room for all of it. */
const LONGEST = 60;

/** The beginning of a text, in one line. */
export function snippetOf(content: string): string {
  const line = content.replace(/\s+/gu, ' ').trim();
  const characters = Array.from(line.slice(0, 2 * LONGEST));
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join('').trimEnd()}…` : line;
}
