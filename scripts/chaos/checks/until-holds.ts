import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 90_000;
const PAUSE_MS = 200;

/** Whether something holds, at once or within a minute and a half. What throws doesn't hold. */
export async function untilHolds(holds: () => Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  for (const deadline = performance.now() + PATIENCE_MS; ; ) {
    if (await holds().catch(() => false)) return true;
    if (performance.now() > deadline) return false;
    await sleep(PAUSE_MS, undefined, { signal });
  }
}
