const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const words = new Intl.Segmenter('en', { granularity: 'word' });
/** The first half of a surrogate pair at the end of a text that was cut. */
const HALF = /[\uD800-\uDBFF]$/;

/**
 * The longest beginning of a text that holds whole characters as people see them: no half of an emoji, a flag, a letter
 * with its marks. One such character that is longer by itself is cut between code points.
 *
 * @param units of UTF-16, at most
 */
export function beginning(text: string, units: number): string {
  if (text.length <= units) return text;
  // Whether a character ends there is decided by what follows.
  const boundary = graphemes.segment(text.slice(0, units + 2)).containing(units)?.index ?? 0;
  return boundary > 0 ? text.slice(0, boundary) : text.slice(0, units).replace(HALF, '');
}

/** A text for a line of so many code points at most: a longer one ends in `…`, after a whole character. */
export function shorten(text: string, longest: number): string {
  return isLonger(text, longest) ? `${beginning(text, unitsOf(text, longest - 1))}…` : text;
}

/** As {@link shorten}, but a longer text ends before its last word, unless that would take half of it away. */
export function shortenAtWord(text: string, longest: number): string {
  if (!isLonger(text, longest)) return text;
  const end = unitsOf(text, longest - 1);
  const start = words.segment(text.slice(0, end + 2)).containing(end - 1)?.index ?? 0;
  return `${start > end / 2 ? text.slice(0, start).trimEnd() : beginning(text, end)}…`;
}

function isLonger(text: string, codePoints: number): boolean {
  return text.length > codePoints && text.length > unitsOf(text, codePoints);
}

/** How many UTF-16 units the first code points of a text take. */
function unitsOf(text: string, codePoints: number): number {
  let at = 0;
  for (let count = 0; count < codePoints && at < text.length; count++) {
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  return at;
}
