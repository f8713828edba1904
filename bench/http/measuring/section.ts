import type { Spread } from './spread.ts';

/** What a part has measured, for the page of results. */
export interface Section {
  readonly title: string;
  /** What is asked, and of whom: a paragraph. */
  readonly about: string;
  readonly rows: readonly (readonly string[])[];
  readonly aims: readonly Aim[];
  /** What the bars count, such as `requests/s`. */
  readonly unit: string;
  /** For the plot; none for a part that isn't in it. */
  readonly bars: readonly Bar[];
}

/** A figure, and what it should be; most are how many times as much Lex does as another. */
export interface Aim {
  readonly what: string;
  /** The least that is aimed at, or the most; without either, the figure is shown for itself. */
  readonly least?: number;
  readonly most?: number;
  readonly measured: Spread;
  /** @default times */
  readonly unit?: string;
  /** Why the figure isn't what it is meant to be. */
  readonly caveat?: string | undefined;
}

/** A bar of the plot. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly isLex: boolean;
}
