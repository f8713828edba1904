import { byMeasure, type Measure } from '../options/thresholds.ts';
import type { Figures } from './figures.ts';
import type { GeneratorWatch } from './generator.ts';

/** So many points a report has at most, however long the test takes. */
const MOST_POINTS = 1_800;
const LEAST_MS = 1_000;

/** What happened in a stretch of the test. */
export interface Point {
  /** Its end, in seconds since the beginning of the test. */
  readonly at: number;
  /** A second. */
  readonly chats: number;
  readonly statuses: number;
  readonly errors: number;
  readonly users: number;
  readonly openReplies: number;
  /** Steps that are due and wait for a user, with a rate. */
  readonly waiting: number;
  /** The highest delay of this process's event loop, in milliseconds. */
  readonly delayMs: number;
  /** In milliseconds, from when a step was due; null where nothing was measured. */
  readonly p50: Readonly<Record<Measure, number | null>>;
  readonly p95: Readonly<Record<Measure, number | null>>;
  /** The same from when it was sent. */
  readonly serviceP95: Readonly<Record<Measure, number | null>>;
}

/** Writes a point each second, or less often in a long test. */
export interface Series {
  readonly points: readonly Point[];
  /** Adds what came since the last point, and ends. */
  close(): void;
}

export interface SeriesOptions {
  readonly figures: Figures;
  readonly generator: GeneratorWatch;
  /** How long the test is meant to take. */
  readonly durationMs: number;
  /** How many steps wait for a user. */
  readonly waiting: () => number;
  /** Is called with each point. */
  readonly onPoint: (point: Point) => void;
}

export function openSeries({ figures, generator, durationMs, waiting, onPoint }: SeriesOptions): Series {
  const everyMs = Math.max(LEAST_MS, durationMs / MOST_POINTS);
  const points: Point[] = [];
  const began = performance.now();
  let before = { at: began, ...endedSteps(figures) };
  const add = (): void => {
    const now = { at: performance.now(), ...endedSteps(figures) };
    // The rates of a moment say nothing.
    if (points.length > 0 && now.at - before.at < everyMs / 2) return;
    const seconds = (now.at - before.at) / 1_000;
    const point: Point = {
      at: (now.at - began) / 1_000,
      chats: (now.chats - before.chats) / seconds,
      statuses: (now.statuses - before.statuses) / seconds,
      errors: (now.errors - before.errors) / seconds,
      users: figures.users,
      openReplies: figures.openReplies,
      waiting: waiting(),
      delayMs: generator.latestDelayMs(),
      ...latestLevels(figures),
    };
    before = now;
    figures.resetLatest();
    // Replies that outlast the test must not make it longer than a page can show.
    if (points.length < 2 * MOST_POINTS) points.push(point);
    onPoint(point);
  };
  let isClosed = false;
  const timer = setInterval(add, everyMs);
  return {
    points,
    close() {
      if (isClosed) return;
      isClosed = true;
      clearInterval(timer);
      add();
    },
  };
}

function endedSteps(figures: Figures) {
  const [chat, status] = [figures.steps('chat'), figures.steps('status')];
  return { chats: chat.done, statuses: status.done, errors: chat.failed + status.failed };
}

function latestLevels({ latest }: Figures): Pick<Point, 'p50' | 'p95' | 'serviceP95'> {
  return {
    p50: byMeasure((measure) => latest[measure].latency.at('p50')),
    p95: byMeasure((measure) => latest[measure].latency.at('p95')),
    serviceP95: byMeasure((measure) => latest[measure].service.at('p95')),
  };
}
