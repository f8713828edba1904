import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../../errors.ts';

/**
 * A request that is refused before any of it ran, with its HTTP status.
 *
 * With `spec`, the status is left at 200 for clients that accept only `application/json`, as the GraphQL over HTTP
 * specification has it for well-formed requests.
 */
export function requestError(
  status: number,
  message: string,
  {
    code = 'BAD_USER_INPUT',
    headers,
    spec = false,
  }: { code?: ErrorCode; headers?: Record<string, string>; spec?: boolean } = {},
): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status, spec, ...(headers && { headers }) } } });
}
