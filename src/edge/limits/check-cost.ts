import { MAX_COST } from './document-limits.ts';
import { LimitError } from './limit-error.ts';

/** @throws {LimitError} when an operation costs more than one may */
export function checkCost(cost: number): void {
  if (cost <= MAX_COST) return;
  const found = `The operation costs ${cost} points, ${MAX_COST} are allowed`;
  throw new LimitError(`${found}: ask for shorter lists, or for less of each.`, {
    name: 'cost',
    was: cost,
    allowed: MAX_COST,
  });
}

/**
 * Which operations of a batch fit into what one may cost together, in their order.
 *
 * @param costs of the operations that may run
 * @returns for each, undefined when it fits, or why it doesn't
 */
export function checkBatchCost(costs: readonly number[]): readonly (LimitError | undefined)[] {
  let sum = 0;
  return costs.map((cost) => {
    sum += cost;
    if (sum <= MAX_COST) return undefined;
    const message = `With those before it in the batch the operation costs ${sum} points, ${MAX_COST} are allowed.`;
    return new LimitError(message, { name: 'batchCost', was: sum, allowed: MAX_COST });
  });
}
