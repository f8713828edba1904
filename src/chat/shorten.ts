/** A text as it is sent, and how many of its characters (UTF-16 units) are not in it. */
export interface Shortened {
  readonly text: string;
  readonly leftOut: number;
}

/** Which part of a text is kept: its beginning, beginning and end, or what stands round a place. */
export type Kept = 'start' | 'ends' | { readonly around: number };

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** In UTF-16 units; what is longer may be cut in the middle. */
const LONGEST_GRAPHEME = 100;
/** Of what is kept of both ends, the part that is kept of the beginning. */
const START_SHARE = 2 / 3;

/**
 * Shortens a text until it fits, at whole graphemes, with a note in each place where something is left out that says how
 * much. The whole text when it fits; an empty one when not even the notes do.
 */
export function shorten(text: string, fits: (text: string) => boolean, kept: Kept): Shortened {
  if (fits(text)) return { text, leftOut: 0 };
  const ends = graphemeEnds(text);
  const keep = (graphemes: number) => keepGraphemes(text, ends, graphemes, kept);
  let least = 0;
  let most = ends.length - 1;
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (fits(keep(middle).text)) least = middle;
    else most = middle - 1;
  }
  return least > 0 ? keep(least) : { text: '', leftOut: text.length };
}

/** Where each grapheme ends. */
function graphemeEnds(text: string): number[] {
  const ends: number[] = [];
  for (const { index, segment } of GRAPHEMES.segment(text)) ends.push(index + segment.length);
  return ends;
}

function keepGraphemes(text: string, ends: readonly number[], graphemes: number, kept: Kept): Shortened {
  const at = (count: number) => (count <= 0 ? 0 : (ends[count - 1] ?? text.length));
  if (kept === 'ends') {
    const first = Math.ceil(graphemes * START_SHARE);
    return withNotes(text, [0, at(first)], [at(ends.length - (graphemes - first)), text.length]);
  }
  const middle = kept === 'start' ? 0 : ends.findIndex((end) => end > kept.around);
  const start = Math.max(0, Math.min(middle - Math.floor(graphemes / 2), ends.length - graphemes));
  return withNotes(text, [at(start), at(start + graphemes)]);
}

function withNotes(text: string, ...parts: readonly (readonly [from: number, to: number])[]): Shortened {
  let shown = '';
  let end = 0;
  let leftOut = 0;
  for (const [from, to] of [...parts, [text.length, text.length] as const]) {
    if (from > end) shown += noteOf(from - end);
    leftOut += from - end;
    shown += text.slice(from, to);
    end = to;
  }
  return { text: shown, leftOut };
}

function noteOf(characters: number): string {
  return ` […${characters} characters are left out here, since there is no room for them…] `;
}

/** As much of a text's beginning as fits, to the end of a grapheme and without a note: what follows is to come by itself. */
export function startThatFits(text: string, fits: (text: string) => boolean): string {
  let least = 0;
  let most = text.length;
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (fits(text.slice(0, middle))) least = middle;
    else most = middle - 1;
  }
  if (least === text.length) return text;
  // The segmenter needs to see what stands round the place, not all of the text.
  const from = Math.max(0, least - LONGEST_GRAPHEME);
  const { index = 0 } = GRAPHEMES.segment(text.slice(from, least + LONGEST_GRAPHEME)).containing(least - from) ?? {};
  return text.slice(0, from + index);
}
