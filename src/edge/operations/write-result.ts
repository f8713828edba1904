import type { ExecutionResult, GraphQLError } from 'graphql';
import { refusalOfLong } from '../limits/answer-size.ts';

/** A result as JSON, without what its errors say of HTTP; the refusal instead of one that is too long. */
export function writeResult(result: ExecutionResult): string {
  const text = writeWhole(result);
  const refusal = refusalOfLong(text);
  return refusal ? writeWhole({ errors: [refusal] }) : text;
}

/** A result as it goes over the wire on sockets and streams, in UTF-8. */
export function jsonOf(result: ExecutionResult): Buffer {
  return Buffer.from(writeResult(result));
}

/** As {@link writeResult} does it, however long the result is. */
export function writeWhole(result: ExecutionResult): string {
  return JSON.stringify(result.errors ? { ...result, errors: result.errors.map(withoutHttp) } : result);
}

function withoutHttp(error: GraphQLError): object {
  const { http: _, ...extensions } = error.extensions;
  return { ...error.toJSON(), extensions };
}
