import { type ExecutionArgs, type ExecutionResult, getOperationAST } from 'graphql';
import { isAsyncIterable } from 'graphql-yoga';
import type { Metrics } from '../../../metrics/metrics.ts';
import type { EdgePlugin } from './edge-plugin.ts';

/**
 * Counts operations by type and outcome: a query or mutation when it has its result, a subscription when it begins.
 * Stands after usePublicResults, which gives errors the codes that are counted.
 */
export function useOperationMetrics(observe: Metrics['operation']): EdgePlugin {
  const count = ({ document, operationName }: ExecutionArgs, result: ExecutionResult | AsyncIterable<unknown>) => {
    const type = getOperationAST(document, operationName)?.operation ?? 'query';
    const error = isAsyncIterable(result) ? undefined : result.errors?.[0];
    observe({ type, outcome: error ? String(error.extensions['code']) : 'ok' });
  };
  return {
    onExecute: () => ({
      onExecuteDone({ args, result }) {
        if (!isAsyncIterable(result)) count(args, result);
      },
    }),
    onSubscribe: () => ({
      onSubscribeResult: ({ args, result }) => count(args, result),
    }),
  };
}
