import type { ResolveDocument } from '../../persisted/resolve-document.ts';
import { readGraphqlParams } from '../../request/graphql-params.ts';
import type { EdgePlugin } from './edge-plugin.ts';

/**
 * Puts the text of a document in the place of its id. Yoga calls this before its own checks, and so it checks again
 * what the client sent.
 */
export function usePersistedDocuments(resolveDocument: ResolveDocument): EdgePlugin {
  return {
    onParams({ params, setParams }) {
      const checked = readGraphqlParams(params);
      const { operationName, variables } = checked;
      setParams({
        query: resolveDocument(checked),
        ...(operationName !== undefined && { operationName }),
        ...(variables !== undefined && { variables }),
      });
    },
  };
}
