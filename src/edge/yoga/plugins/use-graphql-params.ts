import { MAX_BATCH } from '../../limits/document-limits.ts';
import { readGraphqlParams } from '../../request/graphql-params.ts';
import { requestError } from '../../request/request-error.ts';
import type { EdgePlugin } from './edge-plugin.ts';

/** Takes the parameters from the GraphqlRequest, in place of Yoga's parsers, which also take forms and uploads. */
export function useGraphqlParams(): EdgePlugin {
  return {
    onRequestParse({ setRequestParser, serverContext: { graphqlRequest } }) {
      setRequestParser(async () => {
        const params = await graphqlRequest.readParams();
        if (!Array.isArray(params)) return readGraphqlParams(params);
        graphqlRequest.batched = true;
        if (params.length === 0) throw requestError(400, 'A batch holds at least one operation.');
        if (params.length > MAX_BATCH) throw requestError(413, `A batch holds up to ${MAX_BATCH} operations.`);
        return params.map(readGraphqlParams);
      });
    },
  };
}
