import { setTimeout as sleep } from 'node:timers/promises';
import { createChoices } from './choices.ts';
import type { Load, LoadStart } from './load-at-rate.ts';

/** Each user does one thing after the other, once at least, with pauses: a server that is slow is asked less often. */
export function loadByUsers({ options, signal, newUser }: LoadStart): Load {
  const { users, rampUpMs, durationMs } = options;
  const endMs = performance.now() + durationMs;
  const rest = async (ms: number): Promise<void> => {
    await sleep(Math.min(ms, Math.max(0, endMs - performance.now())), undefined, { signal }).catch(() => undefined);
  };
  const use = async (number: number): Promise<void> => {
    await rest((rampUpMs * number) / users);
    if (signal.aborted) return;
    const user = newUser();
    const choices = createChoices(options, number);
    do {
      await user.run(choices.next(), performance.now());
      await rest(choices.pauseMs());
    } while (!signal.aborted && performance.now() < endMs);
  };
  const done = Promise.all(Array.from({ length: users }, (_, number) => use(number))).then(() => undefined);
  return { done, waiting: () => 0 };
}
