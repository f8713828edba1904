/**
 * A text with words in the place of what is selected in it, with a space before and after them where one is missing.
 *
 * @returns the text, and the place after the words
 */
export function textWith(
  text: string,
  words: string,
  { start, end }: { readonly start: number; readonly end: number },
): { readonly text: string; readonly caret: number } {
  const before = text.slice(0, start);
  const after = text.slice(end);
  const put = `${/\S$/.test(before) ? ' ' : ''}${words}${/^[\p{L}\p{N}]/u.test(after) ? ' ' : ''}`;
  return { text: before + put + after, caret: before.length + put.length };
}
