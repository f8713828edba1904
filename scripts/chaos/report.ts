import { appendFileSync } from 'node:fs';

/** What is not as it must be. */
interface Violation {
  readonly check: string;
  readonly evidence: string;
}

/** Evidence is for reading: of what is the same many times, the first few tell enough. */
const MOST_SHOWN = 10;
const LONGEST_EVIDENCE = 2_000;

/** Counts the faults and the checks of a run, and keeps the evidence of what failed. */
export class Report {
  readonly #faults = new Map<string, number>();
  readonly #leftOut = new Map<string, number>();
  readonly #checks = new Map<string, number>();
  readonly #counts = new Map<string, number>();
  readonly #violations: Violation[] = [];
  readonly #begun = performance.now();
  readonly #file: string;

  /** @param file what happens is written there, a line each */
  constructor(file: string) {
    this.#file = file;
  }

  get failed(): boolean {
    return this.#violations.length > 0;
  }

  /** Notes what happens, for whoever looks for the reason of a violation. */
  event(what: string): void {
    appendFileSync(this.#file, `${new Date().toISOString()} ${this.#seconds()} ${what}\n`);
  }

  fault(kind: string): void {
    add(this.#faults, kind);
  }

  /** A fault that can't be made here. */
  leftOut(kind: string): void {
    add(this.#leftOut, kind);
  }

  /** Counts what is neither right nor wrong, such as the answers with a code. */
  count(what: string): void {
    add(this.#counts, what);
  }

  /** Counts a check. @param evidence is asked when it doesn't hold */
  check(kind: string, holds: boolean, evidence: () => string): void {
    add(this.#checks, kind);
    if (holds) return;
    const violation = { check: kind, evidence: evidence().slice(0, LONGEST_EVIDENCE) };
    this.#violations.push(violation);
    this.event(`VIOLATION: ${kind}: ${violation.evidence}`);
  }

  /** All of it, for people. */
  text(): string {
    const lines = [
      ...section('Faults', this.#faults),
      ...section('Left out, since this machine has no way to make them', this.#leftOut),
      ...section('Seen', this.#counts),
      ...section('Checks', this.#checks),
    ];
    if (!this.failed) return [...lines, 'Nothing is wrong.', ''].join('\n');
    lines.push(`${this.#violations.length} violations:`);
    const shown = new Map<string, number>();
    for (const { check, evidence } of this.#violations) {
      if (add(shown, check) <= MOST_SHOWN) lines.push(`  ${check}: ${evidence.replaceAll('\n', '\n    ')}`);
    }
    for (const [check, count] of shown) {
      if (count > MOST_SHOWN) lines.push(`  ${check}: and ${count - MOST_SHOWN} more`);
    }
    return [...lines, ''].join('\n');
  }

  #seconds(): string {
    return `${((performance.now() - this.#begun) / 1_000).toFixed(1)} s`;
  }
}

function add(counts: Map<string, number>, what: string): number {
  const count = (counts.get(what) ?? 0) + 1;
  counts.set(what, count);
  return count;
}

function section(title: string, counts: ReadonlyMap<string, number>): string[] {
  if (counts.size === 0) return [];
  const total = [...counts.values()].reduce((sum, each) => sum + each, 0);
  return [`${title}: ${total}`, ...[...counts].map(([what, count]) => `  ${String(count).padStart(6)}  ${what}`), ''];
}
