import { graphemeEnd, graphemeStart } from '../../language/grapheme-bounds.ts';

/** A text as it is sent, and how many of its characters (UTF-16 units) are not in it. */
export interface Shortened {
  readonly text: string;
  readonly leftOut: number;
}

/** Which part of a text is kept: its beginning, beginning and end, or what stands round a place. */
export type Kept = 'start' | 'ends' | { readonly around: number };

/** Of what is kept of both ends, the part that is kept of the beginning. */
const START_SHARE = 2 / 3;

/**
 * Shortens a text until it fits, at whole graphemes, with a note in each place where something is left out that says how
 * much. The whole text when it fits; an empty one when not even the notes do.
 */
export function shorten(text: string, fits: (text: string) => boolean, kept: Kept): Shortened {
  if (fits(text)) return { text, leftOut: 0 };
  const keep = (length: number) => withNotes(text, partsOf(text, length, kept));
  const length = longest(text.length - 1, (each) => fits(keep(each).text));
  const shortened = keep(length);
  return shortened.leftOut < text.length ? shortened : { text: '', leftOut: text.length };
}

/** As much of a text's beginning as fits, to the end of a grapheme and without a note: what follows is to come by itself. */
export function startThatFits(text: string, fits: (text: string) => boolean): string {
  if (fits(text)) return text;
  return text.slice(
    0,
    graphemeStart(
      text,
      longest(text.length - 1, (each) => fits(text.slice(0, each))),
    ),
  );
}

/** The greatest length up to a bound that fits; 0 when none does. */
function longest(most: number, fits: (length: number) => boolean): number {
  let least = 0;
  let bound = Math.max(0, most);
  while (least < bound) {
    const middle = Math.ceil((least + bound) / 2);
    if (fits(middle)) least = middle;
    else bound = middle - 1;
  }
  return least;
}

type Part = readonly [from: number, to: number];

function partsOf(text: string, length: number, kept: Kept): Part[] {
  if (kept === 'start') return [[0, graphemeStart(text, length)]];
  if (kept === 'ends') {
    const first = Math.ceil(length * START_SHARE);
    return [
      [0, graphemeStart(text, first)],
      [graphemeEnd(text, text.length - (length - first)), text.length],
    ];
  }
  const from = Math.max(0, Math.min(kept.around - Math.floor(length / 2), text.length - length));
  const start = graphemeEnd(text, from);
  return [[start, Math.max(start, graphemeStart(text, from + length))]];
}

function withNotes(text: string, parts: readonly Part[]): Shortened {
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
