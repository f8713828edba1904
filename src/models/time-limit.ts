import type { Models } from './models.ts';

/** What is left to a model for its words after the longest silence that is allowed. */
const WRITING_MS = 60_000;

/** How long work that asks a model may take: so long, or as long as a model may be waited for and a little more. */
export function modelTimeLimitMs({ longestWaitMs }: Pick<Models, 'longestWaitMs'>, leastMs: number): number {
  return Math.max(leastMs, longestWaitMs + WRITING_MS);
}
