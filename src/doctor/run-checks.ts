import { setMaxListeners } from 'node:events';
import { messageOf } from '../errors.ts';
import { withDeadline } from '../time/with-deadline.ts';
import { within } from '../time/within.ts';
import type { Check, Examined } from './findings/check.ts';
import type { NamedFinding } from './findings/finding.ts';
import { unchecked } from './findings/finding.ts';
import { sentence } from './findings/sentence.ts';

export interface RunOptions {
  /** Ends it early: what has not ended by then is not checked. */
  readonly stopped: AbortSignal;
  /** Told of each check that has ended. */
  readonly onDone: (name: string) => void;
}

/** So much later a check that doesn't heed its signal is given up, in milliseconds. */
const GRACE_MS = 1_000;

/**
 * Runs checks: those of a round side by side, the rounds one after the other. One that fails or takes too long is a
 * finding, and the others go on; together they take at most as long as the longest of each round may.
 *
 * @returns the findings in the order of the checks
 */
export async function runChecks(
  rounds: readonly (readonly Check[])[],
  examined: Examined,
  options: RunOptions,
): Promise<readonly NamedFinding[]> {
  const findings: NamedFinding[] = [];
  // Each check under way listens to it, which is no leak.
  setMaxListeners(0, options.stopped);
  for (const round of rounds) {
    const found = await Promise.all(round.map((check) => runCheck(check, examined, options)));
    findings.push(...found.flat());
  }
  return findings;
}

async function runCheck(
  check: Check,
  examined: Examined,
  { stopped, onDone }: RunOptions,
): Promise<readonly NamedFinding[]> {
  const { name } = check;
  const ms = check.timeoutMs(examined);
  const started = performance.now();
  try {
    if (stopped.aborted) return [{ check: name, ...unchecked('It was stopped before this.') }];
    return await withDeadline(ms, stopped, (signal) =>
      within(ms + GRACE_MS, check.run(examined, signal), { signal: stopped }),
    );
  } catch (error) {
    const why = stopped.aborted
      ? 'It was stopped before this had ended.'
      : performance.now() - started >= ms
        ? `It took longer than ${ms / 1_000} s.`
        : `The look failed: ${sentence(messageOf(error))}`;
    return [{ check: name, ...unchecked(why) }];
  } finally {
    onDone(name);
  }
}
