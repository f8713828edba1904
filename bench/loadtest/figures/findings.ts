/** What is wrong with what the server answered, however fast it was. */
export type FindingKind =
  /** A reply has no end. */
  | 'UNENDED'
  /** A stream lacked words that the whole message has. */
  | 'GAP'
  /** A stream had words twice. */
  | 'REPEAT'
  /** A stream had other words than the message. */
  | 'DIFFERENT'
  /** Something followed the end of a reply. */
  | 'AFTER_END'
  /** One message was answered twice, or two were stored as one. */
  | 'DOUBLED'
  /** What was acknowledged isn't stored. */
  | 'LOST';

export interface Finding {
  readonly kind: FindingKind;
  /** Ids and places, and never what was said. */
  readonly detail: string;
}

const MOST_EXAMPLES = 20;

/** Counts what is wrong, and keeps the first of it as examples. */
export class Findings {
  readonly #counts = new Map<FindingKind, number>();
  readonly #examples: Finding[] = [];

  add(found: readonly Finding[]): void {
    for (const finding of found) {
      this.#counts.set(finding.kind, (this.#counts.get(finding.kind) ?? 0) + 1);
      if (this.#examples.length < MOST_EXAMPLES) this.#examples.push(finding);
    }
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  get counts(): readonly { readonly kind: FindingKind; readonly count: number }[] {
    return [...this.#counts].map(([kind, count]) => ({ kind, count }));
  }

  get examples(): readonly Finding[] {
    return this.#examples;
  }
}
