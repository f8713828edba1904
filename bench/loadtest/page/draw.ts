import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import './page.css';
import { type Chart, placeOfPercent } from './chart.ts';

// The script of the page: it draws the charts that are written into it.

const HEIGHT = 240;
const DARK = matchMedia('(prefers-color-scheme: dark)').matches;
const COLOURS = DARK ? ['#8f9bff', '#ffb86b', '#7ee2a8', '#f0a6ff'] : ['#4353c9', '#b45309', '#15803d', '#a21caf'];
const [TEXT, GRID] = DARK ? ['#f0f6fc', '#3d444d'] : ['#1f2328', '#d0d7de'];
/** Lines differ by more than their colours. */
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3]];
const PERCENTS = [0, 50, 90, 99, 99.9, 99.99, 100];

const charts: readonly Chart[] = JSON.parse(document.getElementById('charts')?.textContent ?? '[]');
for (const chart of charts) draw(chart);

function draw({ title, unit, axis, xs, lines }: Chart): void {
  const figure = document.createElement('figure');
  const caption = document.createElement('figcaption');
  caption.textContent = `${title}, ${unit}`;
  figure.append(caption);
  document.getElementById('plots')?.append(figure);
  const axes = { stroke: TEXT, font: '12px system-ui, sans-serif', grid: { stroke: GRID, width: 1 } };
  const isPercent = axis === 'percent';
  const plot = new UPlot(
    {
      width: figure.clientWidth,
      height: HEIGHT,
      scales: { x: { time: false }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] } },
      series: [
        {
          label: isPercent ? 'percent' : 'seconds',
          value: (_, at) => (at === null ? '–' : nameOfPlace(at, isPercent)),
        },
        ...lines.map(({ label }, index) => ({
          label,
          stroke: COLOURS[index % COLOURS.length] ?? TEXT,
          dash: DASHES[index % DASHES.length] ?? [],
          width: 2,
          value: (_: UPlot, value: number | null) => (value === null ? '–' : value.toFixed(2)),
        })),
      ],
      axes: [
        {
          ...axes,
          ...(isPercent && {
            splits: () => PERCENTS.map(placeOfPercent),
            values: () => PERCENTS.map((percent) => `${percent}%`),
          }),
        },
        { ...axes, size: 70 },
      ],
    },
    [[...xs], ...lines.map(({ values }) => [...values])],
    figure,
  );
  new ResizeObserver(() => plot.setSize({ width: figure.clientWidth, height: HEIGHT })).observe(figure);
}

function nameOfPlace(at: number, isPercent: boolean): string {
  return isPercent ? `${(100 - 100 * 10 ** -at).toFixed(3)}%` : `${at.toFixed(0)} s`;
}
