import type { Closing } from '../closing.ts';
import type { Config } from '../config/config.ts';
import { availableMemory, privateMemory } from './private-memory.ts';
import { Threshold } from './threshold.ts';

/** How often memory is looked at, in milliseconds. */
const LOOK_MS = 1_000;
/** A peak that is over in ten seconds ends no process. */
const LOOKS = 10;
/** Of what there is; the rest is for the time in which the process ends, and for the system. */
const DEFAULT_SHARE = 0.9;
const MIB = 2 ** 20;

/**
 * Ends the process in good order when it has had more memory than its limit for ten seconds, before the system ends it
 * in the middle of everything.
 *
 * @param onLost is called once, with the reason
 */
export function watchMemory(
  { memoryLimit = availableMemory() * DEFAULT_SHARE }: Pick<Config, 'memoryLimit'>,
  onLost: (reason: string) => void,
  opened: Closing,
): void {
  const threshold = new Threshold({ high: memoryLimit, low: memoryLimit, enterAfter: LOOKS, leaveAfter: 1 });
  const timer = setInterval(() => {
    const bytes = privateMemory();
    if (!threshold.observe(bytes)) return;
    clearInterval(timer);
    onLost(
      `the process has ${mib(bytes)} of memory, more than the ${mib(memoryLimit)} that it may have ` +
        '(LEX_MEMORY_LIMIT): it ends, for another one to take its place',
    );
  }, LOOK_MS);
  timer.unref();
  opened.defer(() => clearInterval(timer));
}

function mib(bytes: number): string {
  return `${Math.round(bytes / MIB)} MiB`;
}
