import type { Section } from '../measuring/section.ts';
import { upperFirst } from './rows.ts';

const WIDTH = 760;
const LABEL_WIDTH = 250;
const FIGURE_WIDTH = 90;
const MARGIN = 24;
const TITLE_HEIGHT = 34;
const BAR_HEIGHT = 18;
const BAR_STEP = 26;
const GAP = 18;

// The card has a colour of its own, so that it is read on a light page and on a dark one.
const STYLE = `
  .card { fill: #ffffff; stroke: #d0d7de; }
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; }
  .figure { fill: #59636e; }
  .lex { fill: #4353c9; }
  .peer { fill: #9aa4b2; }
  @media (prefers-color-scheme: dark) {
    .card { fill: #0d1117; stroke: #3d444d; }
    text { fill: #f0f6fc; }
    .figure { fill: #a3adb8; }
    .lex { fill: #8f9bff; }
    .peer { fill: #5c6672; }
  }
`;

/**
 * Bars for what each part has measured, as SVG: the bars of a part have a scale of their own. The description says the
 * same as the picture.
 */
export function plot(sections: readonly Section[]): string {
  const shown = sections.filter(({ bars }) => bars.length > 0);
  const pieces: string[] = [];
  let top = MARGIN;
  for (const { title, unit, bars } of shown) {
    pieces.push(`<text class="title" x="${MARGIN}" y="${top + 14}">${escaped(`${upperFirst(title)}, ${unit}`)}</text>`);
    top += TITLE_HEIGHT;
    const scale = (WIDTH - 2 * MARGIN - LABEL_WIDTH - FIGURE_WIDTH) / Math.max(...bars.map(({ value }) => value));
    for (const { label, value, isLex } of bars) {
      const [left, middle] = [MARGIN + LABEL_WIDTH, top + BAR_HEIGHT / 2 + 5];
      const width = Math.max(1, value * scale);
      pieces.push(
        `<text x="${left - 8}" y="${middle}" text-anchor="end">${escaped(label)}</text>`,
        `<rect class="${isLex ? 'lex' : 'peer'}" x="${left}" y="${top}" width="${width.toFixed(1)}" ` +
          `height="${BAR_HEIGHT}" rx="2"/>`,
        `<text class="figure" x="${(left + width + 8).toFixed(1)}" y="${middle}">${figure(value)}</text>`,
      );
      top += BAR_STEP;
    }
    top += GAP;
  }
  const height = top - GAP + MARGIN - (BAR_STEP - BAR_HEIGHT);
  const description = shown.map(
    ({ title, unit, bars }) =>
      `${title}, ${unit}: ${bars.map(({ label, value }) => `${label} ${figure(value)}`).join('; ')}.`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" ` +
      'role="img" aria-labelledby="title description">',
    '<title id="title">Lex and its peers: more is better</title>',
    `<desc id="description">${escaped(description.join(' '))}</desc>`,
    `<style>${STYLE}</style>`,
    `<rect class="card" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>`,
    ...pieces,
    '</svg>',
    '',
  ].join('\n');
}

const figure = (value: number) => Math.round(value).toLocaleString('en');

function escaped(text: string): string {
  return text.replaceAll('`', '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
