import type { OperationTypeNode } from 'graphql';
import type { Caller } from '../../accounts/viewer.ts';

/** One operation that ran, as log lines name it. */
export interface OperationName {
  readonly type: OperationTypeNode;
  readonly name: string | undefined;
}

/**
 * One HTTP request to `/graphql`, or one operation on a socket, so that the same code logs, limits and answers both.
 */
export interface GraphqlRequest {
  readonly requestId: string;
  /** Who calls: found once for each HTTP request, and once for each socket. */
  readonly viewer: Caller;
  /** Aborts when the client has gone, or when nothing more will be sent. */
  readonly signal: AbortSignal;
  /** Calls a function when the signal would abort, without making one; one function for each request. */
  whenOver(listener: () => void): void;
  /** Aborts the signal. Called when nothing more will be sent; calling it again does nothing. */
  end(): void;
  /** The method of an HTTP request; undefined on a socket. */
  readonly method: string | undefined;
  /** Whether the client can take more than one result. */
  readonly stream: boolean;
  /** The operations that ran, added when their document has been found: several when HTTP brings a batch. */
  readonly operations: OperationName[];
  /** Whether the body held an array of operations. */
  readonly batched: boolean;
}
