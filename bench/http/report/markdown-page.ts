import { markdownTable } from '../../table.ts';
import type { Aim, Section } from '../measuring/section.ts';
import { ratio, shown, upperFirst } from './rows.ts';

export interface PageOptions {
  readonly sections: readonly Section[];
  /** Sentences on where it was measured. */
  readonly notes: readonly string[];
  /** What was measured, with its version each. */
  readonly versions: Readonly<Record<string, string>>;
  readonly date: Date;
  /** The file with the plot, beside the page; none where there isn't one. */
  readonly plot?: string;
}

/** The page of results: what was aimed at, and a table for each part. */
export function markdownPage({ sections, notes, versions, date, plot }: PageOptions): string {
  const aims = sections.flatMap((section) => section.aims);
  const aimRows = [['what', 'aim', 'measured: median (lowest to highest)', 'reached'], ...aims.map(aimRow)];
  const parts = sections.map(({ title, about, rows }) => [`## ${upperFirst(title)}`, about, markdownTable(rows)]);
  return `${[
    '# Lex and its peers, measured',
    'Written by `npm run bench -- http`; [README.md](README.md) says how it is measured.',
    ...(plot ? [`![The medians of this page as bars](${plot})`] : []),
    markdownTable(aimRows),
    ...parts.flat(),
    '## Measured on',
    [`On ${date.toISOString().slice(0, 10)}.`, ...notes].join(' '),
    markdownTable([['package', 'version'], ...Object.entries(versions)]),
  ].join('\n\n')}\n`;
}

function aimRow({ what, least, most, measured, unit = 'times', caveat }: Aim): readonly string[] {
  const aim = least !== undefined ? `≥ ${least}` : most !== undefined ? `≤ ${most}` : '';
  const isReached =
    caveat === undefined && measured.median >= (least ?? -Infinity) && measured.median <= (most ?? Infinity);
  return [
    what,
    aim,
    `${shown(measured, ratio)} ${unit}`,
    aim && (isReached ? 'yes' : `no${caveat ? `: ${caveat}` : ''}`),
  ];
}
