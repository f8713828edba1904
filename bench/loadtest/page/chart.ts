/** What the page draws: lines over one axis. It is written into the page as JSON. */
export interface Chart {
  readonly title: string;
  /** What the values are, such as `ms`. */
  readonly unit: string;
  /** What the horizontal axis has: seconds of the test, or which percent of the samples lie below. */
  readonly axis: 'seconds' | 'percent';
  readonly xs: readonly number[];
  readonly lines: readonly { readonly label: string; readonly values: readonly (number | null)[] }[];
}

/**
 * Where a percentage stands on its axis, on which each further nine takes the same room. The end, which would be
 * infinitely far away, stands behind the last nine.
 */
export function placeOfPercent(percent: number): number {
  return percent >= 100 ? 5 : -Math.log10(1 - percent / 100);
}
