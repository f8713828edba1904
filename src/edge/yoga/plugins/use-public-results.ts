import type { ExecutionResult } from 'graphql';
import { isAsyncIterable } from 'graphql-yoga';
import type { GraphqlRequest } from '../../request/graphql-request.ts';
import type { PublicErrors } from '../../request/public-error.ts';
import type { EdgePlugin } from './edge-plugin.ts';
import type { OpenSubscriptions } from './open-subscriptions.ts';

/**
 * Makes every error of a result public, over HTTP and on sockets alike. Tracks each subscription, so that it ends when
 * its client goes; one whose source fails sends the error as its last result.
 */
export function usePublicResults({
  publicErrors,
  subscriptions,
}: {
  readonly publicErrors: PublicErrors;
  readonly subscriptions: OpenSubscriptions;
}): EdgePlugin {
  const show = (result: ExecutionResult, { requestId }: GraphqlRequest): ExecutionResult =>
    result.errors ? { ...result, errors: result.errors.map((error) => publicErrors.of(error, requestId)) } : result;
  return {
    onExecute: () => ({
      onExecuteDone({ args, result, setResult }) {
        if (!isAsyncIterable(result)) setResult(show(result, args.contextValue.graphqlRequest));
      },
    }),
    onSubscribe: () => ({
      onSubscribeResult({ args, result, setResult }) {
        const request = args.contextValue.graphqlRequest;
        if (!isAsyncIterable(result)) return setResult(show(result, request));
        const tracked = subscriptions.track(result, {
          signal: request.signal,
          show: (each) => show(each, request),
          last: (error) => ({ errors: [publicErrors.of(error, request.requestId)] }),
          onEnd: () => request.end(),
        });
        setResult(tracked);
      },
    }),
  };
}
