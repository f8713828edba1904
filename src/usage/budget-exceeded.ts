import { LexError } from '../errors.ts';
import type { Lacking } from './token-budget-store.ts';

const DAY_MS = 86_400_000;

/** The tokens of the day don't suffice. The day is one of UTC. */
export class BudgetExceededError extends LexError {
  constructor({ lacking, limit }: { readonly lacking: Lacking; readonly limit: number }) {
    const retryAfterMs = DAY_MS - (Date.now() % DAY_MS);
    super('BUDGET_EXCEEDED', messageOf(lacking, limit.toLocaleString('en')), { retryAfterMs });
  }
}

function messageOf(lacking: Lacking, limit: string): string {
  const tomorrow = 'there are new ones at 00:00 UTC.';
  if (lacking === 'all') return `Of the tokens that this server has in a day too few are left for this: ${tomorrow}`;
  if (lacking === 'user') return `Of your ${limit} tokens of today too few are left for this: ${tomorrow}`;
  return (
    `Of the ${limit} tokens that you allow yourself in a day too few are left for this: ${tomorrow} ` +
    'You may raise your dailyTokenLimit, too.'
  );
}
