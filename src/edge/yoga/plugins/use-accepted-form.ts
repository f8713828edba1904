import type { ExecutionResult } from 'graphql';
import { getSSEProcessor, isAsyncIterable, processRegularResult } from 'graphql-yoga';
import type { PublicErrors } from '../../request/public-error.ts';
import type { EdgePlugin } from './edge-plugin.ts';

/** Writes results in the form that the client accepts, and gives refusals their HTTP status. */
export function useAcceptedForm(publicErrors: PublicErrors): EdgePlugin {
  const stream = getSSEProcessor();
  return {
    onResultProcess({ result, setResult, setResultProcessor, serverContext: { graphqlRequest } }) {
      const { requestId, answer, batched } = graphqlRequest;
      const streams = isAsyncIterable(result) || (answer === 'event-stream' && !batched);
      if (streams) setResultProcessor(stream, 'text/event-stream');
      else if (answer === 'graphql-response+json') {
        setResultProcessor(processRegularResult, 'application/graphql-response+json');
      } else setResultProcessor(processRegularResult, 'application/json');

      const withStatus = (each: ExecutionResult): ExecutionResult =>
        each.errors ? { ...each, errors: each.errors.map((error) => publicErrors.forHttp(error, requestId)) } : each;
      if (!isAsyncIterable(result)) setResult(Array.isArray(result) ? result.map(withStatus) : withStatus(result));
    },
  };
}
