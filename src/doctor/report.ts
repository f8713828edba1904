import { type Facts, FINDING_STATES, type FindingState, type NamedFinding } from './findings/finding.ts';

/**
 * All that `lex doctor` found, in the form in which `--json` prints it. It is stable: fields may be added, and none
 * changes its name or meaning.
 */
export interface Summary {
  /** The version of this form. */
  readonly lexDoctor: 1;
  /** Of Lex. */
  readonly version: string;
  readonly at: string;
  readonly durationMs: number;
  /** The worst there is; what was not checked doesn't count. */
  readonly state: 'ok' | 'warning' | 'problem';
  readonly counts: Readonly<Record<FindingState, number>>;
  readonly findings: readonly {
    readonly check: string;
    readonly state: FindingState;
    readonly says: string;
    /** What to do; null when there is nothing to do. */
    readonly fix: string | null;
    readonly facts: Facts;
  }[];
}

export function summaryOf(
  findings: readonly NamedFinding[],
  { version, durationMs, at }: { readonly version: string; readonly durationMs: number; readonly at: Date },
): Summary {
  const count = (state: FindingState) => findings.filter((finding) => finding.state === state).length;
  const [ok, warning, problem, unchecked] = FINDING_STATES.map(count);
  const counts = { ok: ok ?? 0, warning: warning ?? 0, problem: problem ?? 0, unchecked: unchecked ?? 0 };
  return {
    lexDoctor: 1,
    version,
    at: at.toISOString(),
    durationMs,
    state: counts.problem > 0 ? 'problem' : counts.warning > 0 ? 'warning' : 'ok',
    counts,
    findings: findings.map(({ check, state, says, fix = null, facts = {} }) => ({ check, state, says, fix, facts })),
  };
}
