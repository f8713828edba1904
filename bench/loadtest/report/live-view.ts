import type { Figures } from '../figures/figures.ts';
import type { Point } from '../figures/series.ts';
import { levels, measures } from '../options/thresholds.ts';
import { shownMs, shownRate, shownShare } from './shown.ts';

/** Shows how a test goes. */
export interface LiveView {
  show(point: Point): void;
  /** Takes away what would stand above the report. */
  close(): void;
}

export interface LiveViewOptions {
  readonly output: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;
  readonly figures: Figures;
  readonly durationMs: number;
}

const LINE_EVERY_SECONDS = 5;
const NAME_WIDTH = 12;
const FIGURE_WIDTH = 10;

/** A block that is drawn again on a terminal; a line now and then where the output goes elsewhere. */
export function createLiveView(options: LiveViewOptions): LiveView {
  return options.output.isTTY ? createBlock(options) : createLines(options);
}

function createLines({ output, figures }: LiveViewOptions): LiveView {
  let shownAt = 0;
  return {
    show(point) {
      // A timer may come a little early.
      if (point.at - shownAt < LINE_EVERY_SECONDS - 0.5) return;
      shownAt = point.at;
      const latencies = measures().map((measure) => `${measure} ${shownMs(point.p95[measure])}`);
      output.write(`${summary(point, figures).join(', ')}; p95 in ms: ${latencies.join(', ')}\n`);
    },
    close: () => undefined,
  };
}

function createBlock({ output, figures, durationMs }: LiveViewOptions): LiveView {
  let lines = 0;
  const clear = (): void => {
    if (lines > 0) output.write(`\x1b[${lines}A\r\x1b[J`);
    lines = 0;
  };
  return {
    show(point) {
      clear();
      const block = [
        `${bar(point.at / (durationMs / 1_000))} ${summary(point, figures).join(', ')}`,
        row('ms', levels()),
        ...measures().map((measure) => {
          const all = figures.total[measure].latency.levels();
          return row(
            measure,
            levels().map((level) => shownMs(all[level])),
          );
        }),
      ];
      // A line that the terminal breaks could not be cleared.
      const width = Math.max(1, (output.columns || 80) - 1);
      for (const line of block) output.write(`${line.slice(0, width)}\n`);
      lines = block.length;
    },
    close: clear,
  };
}

function summary(point: Point, figures: Figures): readonly string[] {
  const waiting = point.waiting > 0 ? [`${point.waiting} waiting`] : [];
  const late = point.delayMs > 0 ? [`generator late ${shownMs(point.delayMs)} ms`] : [];
  return [
    `${Math.round(point.at)} s`,
    `${point.users} users`,
    `chats ${shownRate(point.chats)}`,
    `status ${shownRate(point.statuses)}`,
    `failed ${shownShare(figures.errorRate)}`,
    `wrong ${figures.findings.total}`,
    ...waiting,
    ...late,
  ];
}

function bar(share: number): string {
  const full = Math.round(Math.min(1, share) * NAME_WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(NAME_WIDTH - full)}`;
}

function row(name: string, figures: readonly string[]): string {
  return name.padEnd(NAME_WIDTH) + figures.map((figure) => figure.padStart(FIGURE_WIDTH)).join('');
}
