import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../../errors.ts';

/** A limit that was exceeded, as `extensions.limit` tells it. */
export interface ExceededLimit {
  readonly name: string;
  /** What was asked for, in the limit's unit. */
  readonly was: number;
  readonly allowed: number;
}

/** A request, or an answer, that is beyond a limit. Its client is told which, how far, and what is allowed. */
export class LimitError extends GraphQLError {
  readonly limit: ExceededLimit;

  /** @param options.spec whether clients that take plain JSON alone get it with status 200 */
  constructor(
    message: string,
    limit: ExceededLimit,
    options: { readonly code?: ErrorCode; readonly status?: number; readonly spec?: boolean } = {},
  ) {
    const { code = 'GRAPHQL_VALIDATION_FAILED', status = 400, spec = /^GRAPHQL_/.test(code) } = options;
    const told = { ...limit, was: Math.min(limit.was, Number.MAX_SAFE_INTEGER) };
    super(message, { extensions: { code, limit: told, http: { status, spec } } });
    this.limit = told;
  }
}
