import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../../errors.ts';

/**
 * The error of a request that is refused before any of it ran, with its HTTP status.
 *
 * With `spec`, clients that accept only `application/json` get status 200, as the GraphQL over HTTP specification wants
 * it for well-formed requests.
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
