/** What models write: headings, lists, emphasis, a table, and code that is highlighted. */
const SECTION = `## Section

Some words that say **what this is about**, with a [link](https://example.org), a bit of \`code\`, and *more* words.

1. First of all, one thing that takes a line or two to say, so that it wraps in the window of whoever reads it.
2. Then another:
   - with a point below it,
   - and one more.

| what | how much | since |
| --- | --- | --- |
| one | 12 | Monday |
| another | 3,400 | March |

\`\`\`ts
/** Adds what it is given. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0);
}
\`\`\`

> A line that somebody else said.

`;

/** Of about four characters, as the tokens of models are. */
const TOKENS = SECTION.match(/[\s\S]{1,4}/g) ?? [];

/** The token of this number, from 1 on: the same section again and again. */
export function markdownToken(number: number): string {
  return TOKENS[(number - 1) % TOKENS.length] ?? '';
}
