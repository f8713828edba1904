/**
 * What came of a look at one thing: all is well; something may go wrong later, or is worse than it could be; something
 * goes wrong; or it could not be looked at.
 */
export const FINDING_STATES = ['ok', 'warning', 'problem', 'unchecked'] as const;
export type FindingState = (typeof FINDING_STATES)[number];

/** What may be measured or read, for programs: never a secret. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** One thing that `lex doctor` found. */
export interface Finding {
  readonly state: FindingState;
  /** What was found, or why it wasn't looked at: one or two sentences. */
  readonly says: string;
  /** What to do about it; undefined when there is nothing to do. */
  readonly fix?: string | undefined;
  readonly facts?: Facts | undefined;
}

/** A finding with the name of the check that made it, such as `redis.eviction`. Names never change their meaning. */
export interface NamedFinding extends Finding {
  readonly check: string;
}

export function ok(says: string, facts?: Facts): Finding {
  return { state: 'ok', says, facts };
}

export function warning(says: string, fix: string, facts?: Facts): Finding {
  return { state: 'warning', says, fix, facts };
}

export function problem(says: string, fix: string, facts?: Facts): Finding {
  return { state: 'problem', says, fix, facts };
}

/** @param why a sentence */
export function unchecked(why: string, fix?: string): Finding {
  return { state: 'unchecked', says: why, fix };
}

/** Gives each of several findings the name of a check. */
export function named(check: string, findings: readonly Finding[]): NamedFinding[] {
  return findings.map((finding) => ({ check, ...finding }));
}
