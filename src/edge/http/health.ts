import { messageOf } from '../../errors.ts';
import { within } from '../../time/within.ts';

/** Whether the process may be sent requests, and why not. */
export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly string[];
}

export interface Health {
  /** Whether the process has begun to stop. */
  readonly draining: boolean;
  ready(): Promise<Readiness>;
  /** From now on the process isn't ready. */
  startDraining(): void;
}

/** How long the check may take before it counts as failed, in milliseconds. */
export const READY_TIMEOUT_MS = 2_000;

/**
 * @param checkReady resolves with the reasons why the process isn't ready, none when it is
 */
export function createHealth(checkReady: () => Promise<readonly string[]>, timeoutMs = READY_TIMEOUT_MS): Health {
  let draining = false;
  return {
    get draining() {
      return draining;
    },
    async ready() {
      if (draining) return { ready: false, reasons: ['draining'] };
      const reasons = await reasonsWithin(checkReady, timeoutMs);
      return { ready: reasons.length === 0, reasons };
    },
    startDraining() {
      draining = true;
    },
  };
}

async function reasonsWithin(
  checkReady: () => Promise<readonly string[]>,
  timeoutMs: number,
): Promise<readonly string[]> {
  try {
    return await within(timeoutMs, checkReady(), { late: () => [`the check took longer than ${timeoutMs} ms`] });
  } catch (error) {
    return [messageOf(error)];
  }
}
