import { graphemeEnd, graphemeStart } from '../../language/graphemes.ts';

/** A text that was made to fit. */
export interface FittedText {
  readonly text: string;
  /** How many of its characters (UTF-16 units) were left out. */
  readonly leftOut: number;
}

/** Which part of a text stays: its beginning, its beginning and its end, or what surrounds a place in it. */
export type PartToKeep = 'start' | 'ends' | { readonly around: number };

/** Where both ends of a text stay, the share that the beginning has of what stays. */
const START_SHARE = 2 / 3;

/**
 * Shortens a text for a model until it fits, at whole graphemes. A note in each gap says how much is left out. The text
 * stays whole when it fits, and is empty when not even the notes fit. (`shorten` in language/ is for a line on a
 * screen.)
 */
export function fitText(text: string, fits: (text: string) => boolean, part: PartToKeep): FittedText {
  if (fits(text)) return { text, leftOut: 0 };
  const cut = (length: number) => withNotes(text, partsOf(text, length, part));
  const fitted = cut(longest(text.length - 1, (each) => fits(cut(each).text)));
  return fitted.leftOut < text.length ? fitted : { text: '', leftOut: text.length };
}

/** As much of a text's beginning as fits, up to the end of a grapheme and without a note: the caller sends the rest. */
export function startThatFits(text: string, fits: (text: string) => boolean): string {
  if (fits(text)) return text;
  const length = longest(text.length - 1, (each) => fits(text.slice(0, each)));
  return text.slice(0, graphemeStart(text, length));
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

type Range = readonly [from: number, to: number];

function partsOf(text: string, length: number, part: PartToKeep): Range[] {
  if (part === 'start') return [[0, graphemeStart(text, length)]];
  if (part === 'ends') {
    const first = Math.ceil(length * START_SHARE);
    return [
      [0, graphemeStart(text, first)],
      [graphemeEnd(text, text.length - (length - first)), text.length],
    ];
  }
  const from = Math.max(0, Math.min(part.around - Math.floor(length / 2), text.length - length));
  const start = graphemeEnd(text, from);
  return [[start, Math.max(start, graphemeStart(text, from + length))]];
}

function withNotes(text: string, parts: readonly Range[]): FittedText {
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
