const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** In UTF-16 units: so much round a place is looked at, and a grapheme that is longer may be parted between characters. */
const LOOKED_AT = 100;

/** The place itself where a grapheme begins there, else the beginning of the one that it is in. */
export function graphemeStart(text: string, at: number): number {
  return boundsAt(text, at).start;
}

/** The place itself where a grapheme begins there, else the end of the one that it is in. */
export function graphemeEnd(text: string, at: number): number {
  const { start, end } = boundsAt(text, at);
  return start === at ? at : end;
}

function boundsAt(text: string, at: number): { start: number; end: number } {
  if (at <= 0 || at >= text.length) return { start: at, end: at };
  const from = characterStart(text, Math.max(0, at - LOOKED_AT));
  const found = GRAPHEMES.segment(text.slice(from, characterStart(text, at + LOOKED_AT))).containing(at - from);
  if (!found) return { start: at, end: at };
  return { start: from + found.index, end: from + found.index + found.segment.length };
}

/** Never between the two halves of a surrogate pair. */
function characterStart(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code < 0xe000 ? at - 1 : at;
}
