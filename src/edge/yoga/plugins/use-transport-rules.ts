import { type DocumentNode, getOperationAST, type OperationTypeNode } from 'graphql';
import type { GraphqlRequest } from '../../request/graphql-request.ts';
import { requestError } from '../../request/request-error.ts';
import type { EdgePlugin } from './edge-plugin.ts';

/**
 * Refuses an operation that may not come the way it came: a mutation by GET, a subscription in a batch or from a client
 * that can't take a stream. Adds the operation to those that the log names, and its type to the context.
 */
export function useTransportRules(): EdgePlugin {
  return {
    onParse({ context }) {
      return ({ result, extendContext }) => {
        if (!isDocument(result)) return;
        extendContext({ operationType: admit(result, context.params.operationName, context.graphqlRequest) });
      };
    },
  };
}

function isDocument(result: DocumentNode | Error | null): result is DocumentNode {
  return result !== null && 'kind' in result;
}

/** @throws {GraphQLError} 400, 405 or 406 when the operation may not run this way, or there is none of this name */
function admit(document: DocumentNode, operationName: string | undefined, request: GraphqlRequest): OperationTypeNode {
  const operation = getOperationAST(document, operationName);
  if (!operation) {
    throw requestError(
      400,
      operationName
        ? 'The document has no operation with this operationName.'
        : 'The document has several operations: name one in operationName.',
      { spec: true },
    );
  }
  const type = operation.operation;
  request.operations.push({ type, name: operation.name?.value });
  if (type === 'mutation' && request.method === 'GET') {
    throw requestError(405, 'A mutation takes POST.', { headers: { Allow: 'POST' } });
  }
  if (type === 'subscription' && request.batched) throw requestError(400, "A subscription can't be in a batch.");
  if (type === 'subscription' && !request.stream) {
    throw requestError(406, 'A subscription takes a WebSocket, or a request that accepts text/event-stream.');
  }
  return type;
}
