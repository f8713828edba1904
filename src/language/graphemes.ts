// A grapheme is a character as people see it: an emoji, a flag, a letter with its marks. It may have many UTF-16 units.

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const words = new Intl.Segmenter('en', { granularity: 'word' });
/** The first half of a surrogate pair at the end of a text that was cut. */
const HALF = /[\uD800-\uDBFF]$/;

/** How far around a place graphemes are looked for, in UTF-16 units. A longer one may be cut between code points. */
const LOOKED_AT = 100;

/** The place itself where a grapheme begins there, else the beginning of the grapheme that the place is in. */
export function graphemeStart(text: string, at: number): number {
  return boundsAt(text, at, at - LOOKED_AT).start;
}

/** The place itself where a grapheme begins there, else the end of the grapheme that the place is in. */
export function graphemeEnd(text: string, at: number): number {
  const { start, end } = boundsAt(text, at, at - LOOKED_AT);
  return start === at ? at : end;
}

/**
 * The longest beginning of a text that holds whole graphemes. When the first grapheme is too long by itself, it is cut
 * between code points.
 *
 * @param units the most UTF-16 units
 */
export function beginning(text: string, units: number): string {
  if (text.length <= units) return text;
  const { start } = boundsAt(text, units, 0);
  return start > 0 ? text.slice(0, start) : text.slice(0, units).replace(HALF, '');
}

/** A text for a line of at most so many code points: a longer text ends in `…`, after a whole grapheme. */
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

/** The bounds of the grapheme that holds a place, as they look when one begins to read at `from`. */
function boundsAt(text: string, at: number, from: number): { start: number; end: number } {
  if (at <= 0 || at >= text.length) return { start: at, end: at };
  const offset = characterStart(text, Math.max(0, from));
  const found = graphemes.segment(text.slice(offset, characterStart(text, at + LOOKED_AT))).containing(at - offset);
  if (!found) return { start: at, end: at };
  return { start: offset + found.index, end: offset + found.index + found.segment.length };
}

/** The place itself, or the one before it where the place lies between the two halves of a surrogate pair. */
function characterStart(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code < 0xe000 ? at - 1 : at;
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
