import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { KEPT_SECONDS } from './samples.ts';

/** A line of a chart: its values go with the chart's times. */
export interface PlottedLine {
  /** The element that shows its colour to the reader, which the line then has, in light and in dark. */
  readonly swatch: Element;
  /** Lengths of dashes and gaps: lines differ by more than their colours. */
  readonly dash: readonly number[];
}

export interface PlotOptions {
  /** Where it is drawn; it is as wide as this. */
  readonly target: HTMLElement;
  readonly lines: readonly PlottedLine[];
  readonly format: (value: number) => string;
  /** Whether its values are whole, so that nothing between them has a name. */
  readonly isWhole: boolean;
  readonly language: string;
}

/** Times, then the values of each line. */
export type PlotData = readonly [readonly number[], ...(readonly (number | null)[])[]];

const HEIGHT = 150;
/** What the times at the foot may be apart, in seconds. */
const TIME_STEPS = [5, 10, 15, 30, 60, 120];
const WHOLE_STEPS = [1, 2, 5]
  .flatMap((step) => Array.from({ length: 9 }, (_, power) => step * 10 ** power))
  .sort((a, b) => a - b);
/** How much time a chart has room for at least, in seconds: the first values don't stand alone at its edge. */
const LEAST_SECONDS = 60;
const DARK = matchMedia('(prefers-color-scheme: dark)');

/** Draws lines over time. It follows the width of its place and the system's choice of light and dark. */
export function openPlot({ target, lines, format, isWhole, language }: PlotOptions) {
  const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  // Custom properties tell a colour as it was written; that of an element is the one that is seen.
  const colourOf = (element: Element) => getComputedStyle(element).color;
  const gridColour = () => getComputedStyle(target).borderTopColor;
  const axis = { stroke: () => colourOf(target), font: '12px system-ui, sans-serif', ticks: { stroke: gridColour } };
  const plot = new UPlot(
    {
      width: target.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: {
          range: (_, oldest, newest) => [
            Math.max(newest - KEPT_SECONDS, Math.min(oldest, newest - LEAST_SECONDS)),
            newest,
          ],
        },
        y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] },
      },
      series: [
        {},
        ...lines.map(({ swatch, dash }) => ({
          stroke: () => colourOf(swatch),
          width: 2,
          dash: [...dash],
          points: { show: false },
        })),
      ],
      axes: [
        {
          ...axis,
          grid: { show: false },
          space: 90,
          incrs: TIME_STEPS,
          values: (_, times) => times.map((at) => clock.format(at * 1_000)),
        },
        {
          ...axis,
          grid: { stroke: gridColour, width: 1 },
          size: 76,
          space: 34,
          values: (_, values) => values.map(format),
          ...(isWhole && { incrs: WHOLE_STEPS }),
        },
      ],
    },
    [[]],
    target,
  );
  const fit = new ResizeObserver(() => plot.setSize({ width: target.clientWidth, height: HEIGHT }));
  const redraw = () => plot.redraw(false, true);
  fit.observe(target);
  DARK.addEventListener('change', redraw);
  return {
    show: ([times, ...values]: PlotData) => plot.setData([[...times], ...values.map((each) => [...each])]),
    close() {
      fit.disconnect();
      DARK.removeEventListener('change', redraw);
      plot.destroy();
    },
  };
}
