import { messageOf } from '../../errors.ts';

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
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<readonly string[]>((resolve) => {
    timer = setTimeout(() => resolve([`the check took longer than ${timeoutMs} ms`]), timeoutMs);
  });
  try {
    return await Promise.race([checkReady(), timeout]);
  } catch (error) {
    return [messageOf(error)];
  } finally {
    clearTimeout(timer);
  }
}
