import type { IncomingMessage } from 'node:http';
import type { OperationName } from './graphql-request.ts';
import { readRequestId } from './request-id.ts';

/** What the server knows about an HTTP request before a route has looked at it. */
export interface RequestFacts {
  readonly requestId: string;
  readonly path: string;
  /** The query string, without its question mark. */
  readonly search: string;
  /** Filled with what ran, for the log. */
  readonly operations: OperationName[];
}

export function readRequestFacts({ url = '/', headers }: IncomingMessage): RequestFacts {
  const mark = url.indexOf('?');
  return {
    requestId: readRequestId(headers),
    path: mark < 0 ? url : url.slice(0, mark),
    search: mark < 0 ? '' : url.slice(mark + 1),
    operations: [],
  };
}
