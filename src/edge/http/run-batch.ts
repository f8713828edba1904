import type { ExecutionResult } from 'graphql';
import { createAnswerSize } from '../limits/answer-size.ts';
import { checkBatchCost } from '../limits/check-cost.ts';
import { refusalsOf } from '../operations/known-documents.ts';
import type { Operations, PreparedOperation } from '../operations/operations.ts';
import type { GraphqlParams } from '../request/graphql-params.ts';
import type { GraphqlRequest } from '../request/graphql-request.ts';
import type { PublicErrors } from '../request/public-error.ts';

/**
 * The results of operations that came in one request, in their order; what is wrong with one harms no other.
 *
 * Queries run side by side and share one context: what several ask for is read once. Where there is a mutation among
 * them, each runs when those before it have ended, and sees what they wrote.
 */
export async function runBatch(
  batch: readonly GraphqlParams[],
  request: GraphqlRequest,
  { operations, publicErrors }: { readonly operations: Operations; readonly publicErrors: PublicErrors },
): Promise<ExecutionResult[]> {
  const refusal = (error: unknown): ExecutionResult => ({
    errors: refusalsOf(error).map((each) => publicErrors.of(each, request.requestId)),
  });
  const found = await Promise.all(
    batch.map(async (params): Promise<PreparedOperation | ExecutionResult> => {
      try {
        return await operations.prepare(params, request);
      } catch (error) {
        return refusal(error);
      }
    }),
  );
  const refused = checkBatchCost(found.map((each) => (isPrepared(each) ? each.cost : 0)));
  const prepared = found.map((each, index) => {
    const reason = refused[index];
    return reason && isPrepared(each) ? refusal(reason) : each;
  });
  const ready = prepared.filter(isPrepared);
  const size = createAnswerSize();
  const [first] = ready;
  if (!first || ready.some(({ compiled }) => compiled.operation.operation !== 'query')) {
    const results: ExecutionResult[] = [];
    for (const each of prepared) results.push(isPrepared(each) ? await operations.run(each, { size }) : each);
    return results;
  }
  const context = operations.createContext(first);
  return Promise.all(prepared.map((each) => (isPrepared(each) ? operations.run(each, { context, size }) : each)));
}

function isPrepared(each: PreparedOperation | ExecutionResult): each is PreparedOperation {
  return 'compiled' in each;
}
