import type { OperationDefinitionNode } from 'graphql';
import type { GraphqlRequest } from '../request/graphql-request.ts';
import { requestError } from '../request/request-error.ts';

const STREAMS = 'text/event-stream, or multipart/mixed;subscriptionSpec=1.0';

/**
 * Refuses an operation that may not come the way it came: a mutation by GET, a subscription in a batch or from a client
 * that can't take a stream. Adds the operation to those that the log names.
 *
 * @throws {GraphQLError} with status 400, 405 or 406
 */
export function admit({ operation: type, name }: OperationDefinitionNode, request: GraphqlRequest): void {
  request.operations.push({ type, name: name?.value });
  if (type === 'mutation' && request.method === 'GET') {
    throw requestError(405, 'A mutation takes POST.', { headers: { Allow: 'POST' } });
  }
  if (type === 'subscription' && request.batched) throw requestError(400, "A subscription can't be in a batch.");
  if (type === 'subscription' && !request.stream) {
    throw requestError(406, `A subscription takes a WebSocket, or a request that accepts ${STREAMS}.`);
  }
}
