import { byMeasure, type Measure, measures } from '../options/thresholds.ts';
import { Findings } from './findings.ts';
import { Latencies } from './latencies.ts';

/** What a user does: says something and follows the reply, or asks for the status. */
export type Step = 'chat' | 'status';

/** When a step should have begun, and when it did, by `performance.now()`. */
export interface Beginning {
  readonly dueMs: number;
  readonly sentMs: number;
}

export interface StepCounts {
  readonly begun: number;
  readonly done: number;
  readonly failed: number;
  /** Given up since the test was ended. */
  readonly cutOff: number;
}

/** A code with how often it was met. */
export interface CodeCount {
  readonly code: string;
  readonly count: number;
}

/** So many codes are counted by themselves: what a server sends must not fill the memory. */
const MOST_CODES = 50;

/** Latencies of one kind: from the moment in which a step was due, and from that in which it was sent. */
export class MeasuredLatencies {
  readonly latency = new Latencies();
  readonly service = new Latencies();

  record(beginning: Beginning, atMs: number): void {
    this.latency.record(atMs - beginning.dueMs);
    this.service.record(atMs - beginning.sentMs);
  }

  reset(): void {
    this.latency.reset();
    this.service.reset();
  }
}

/** All that is counted and measured of a test. */
export class Figures {
  readonly total = byMeasure(() => new MeasuredLatencies());
  /** Since the last point of the series. */
  readonly latest = byMeasure(() => new MeasuredLatencies());
  readonly findings = new Findings();
  readonly #steps = { chat: noSteps(), status: noSteps() };
  readonly #errors = { chat: new Map<string, number>(), status: new Map<string, number>() };
  readonly #breaks = new Map<string, number>();
  /** Streams of replies that are open. */
  openReplies = 0;
  /** Users that have come. */
  users = 0;
  /** Conversations that were read to compare them with what was acknowledged. */
  checks = 0;
  failedChecks = 0;
  /** Messages that were sent twice. */
  repeats = 0;

  begin(step: Step): void {
    this.#steps[step].begun++;
  }

  measure(measure: Measure, beginning: Beginning): void {
    const now = performance.now();
    for (const each of [this.total, this.latest]) each[measure].record(beginning, now);
  }

  done(step: Step): void {
    this.#steps[step].done++;
  }

  failed(step: Step, code: string): void {
    this.#steps[step].failed++;
    count(this.#errors[step], code);
  }

  cutOff(step: Step): void {
    this.#steps[step].cutOff++;
  }

  /** A stream broke, and is followed again from its cursor. */
  broke(code: string): void {
    count(this.#breaks, code);
  }

  steps(step: Step): StepCounts {
    return { ...this.#steps[step] };
  }

  errors(step: Step): readonly CodeCount[] {
    return counts(this.#errors[step]);
  }

  breaks(): readonly CodeCount[] {
    return counts(this.#breaks);
  }

  /** Of all steps that ended, how many failed: 0 to 1; null while none has. */
  get errorRate(): number | null {
    const { chat, status } = this.#steps;
    const failed = chat.failed + status.failed;
    const ended = failed + chat.done + status.done;
    return ended === 0 ? null : failed / ended;
  }

  resetLatest(): void {
    for (const measure of measures()) this.latest[measure].reset();
  }
}

function noSteps() {
  return { begun: 0, done: 0, failed: 0, cutOff: 0 };
}

function count(map: Map<string, number>, code: string): void {
  const known = map.has(code) || map.size < MOST_CODES ? code : 'OTHER';
  map.set(known, (map.get(known) ?? 0) + 1);
}

function counts(map: ReadonlyMap<string, number>): readonly CodeCount[] {
  return [...map].map(([code, times]) => ({ code, count: times })).sort((one, other) => other.count - one.count);
}
