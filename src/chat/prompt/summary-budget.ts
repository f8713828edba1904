import type { ModelContext } from '../../models/contexts/model-context.ts';

/** Of what a prompt may hold, so much is for a summary of what isn't in it. */
const SHARE = 1 / 6;
/** In a small context that is little: so many tokens it may have anyway, but never more than a third. */
const SMALL = 200;
const MOST_SHARE = 1 / 3;

/** How many tokens a summary may have, in the prompts to a model and as the model writes it. */
export function summaryTokens({ promptTokens }: ModelContext): number {
  return Math.floor(Math.max(promptTokens * SHARE, Math.min(SMALL, promptTokens * MOST_SHARE)));
}
