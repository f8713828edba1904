import type { ModelContext } from '../../models/contexts/model-context.ts';

/** The share of a prompt that is for a summary of what isn't in it. */
const SHARE = 1 / 6;
/** In a small context that share is little. A summary may then have this many tokens, but never more than a third. */
const SMALL = 200;
const MOST_SHARE = 1 / 3;

/** How many tokens a summary may have, both when a model writes it and in the prompts to that model. */
export function summaryTokens({ promptTokens }: ModelContext): number {
  return Math.floor(Math.max(promptTokens * SHARE, Math.min(SMALL, promptTokens * MOST_SHARE)));
}
