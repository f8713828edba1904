/** A part of a page that the benchmark writes. */
export interface MeasuredPart {
  readonly name: string;
  readonly text: string;
}

/**
 * Puts what was measured into a page, each part between its marks: `<!-- measured: NAME -->` and `<!-- end -->`.
 *
 * @throws when the page lacks the marks of a part
 */
export function withMeasured(page: string, parts: readonly MeasuredPart[]): string {
  return parts.reduce((text, { name, text: measured }) => {
    const begin = `<!-- measured: ${name} -->\n`;
    const from = text.indexOf(begin);
    const to = text.indexOf('<!-- end -->', from);
    if (from < 0 || to < 0) throw new Error(`The page has no place for "${name}".`);
    return `${text.slice(0, from)}${begin}\n${measured}\n\n${text.slice(to)}`;
  }, page);
}
