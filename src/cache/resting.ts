/** Asks a Redis that may hang. */
export interface Resting {
  /** Whether nothing is asked just now. */
  readonly rests: boolean;
  /** What came of the work; undefined when it failed, or Redis rests. */
  ask<T>(work: () => Promise<T>): Promise<T | undefined>;
}

/** How long a Redis that didn't answer isn't asked again, in milliseconds. */
const REST_MS = 1_000;

/**
 * After a command without an answer no other is sent for a second, and then a single one. So a Redis that hangs costs
 * one caller a second its time-out, instead of every caller.
 */
export function createResting(): Resting {
  /** When Redis may be asked again, on the clock of this process; undefined while it answers. */
  let restsUntil: number | undefined;
  const isResting = (): boolean => restsUntil !== undefined && performance.now() < restsUntil;
  return {
    get rests() {
      return isResting();
    },
    async ask(work) {
      if (isResting()) return undefined;
      if (restsUntil !== undefined) restsUntil = performance.now() + REST_MS;
      try {
        const answer = await work();
        restsUntil = undefined;
        return answer;
      } catch (error) {
        // A Redis that refuses the command, because it is full for one, is quick to say so, and may be asked again.
        const refused = error instanceof Error && error.name === 'ReplyError';
        restsUntil = refused ? undefined : performance.now() + REST_MS;
        return undefined;
      }
    },
  };
}
