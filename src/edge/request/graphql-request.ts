import type { OperationTypeNode } from 'graphql';
import type { AnswerKind } from './accept.ts';

/** One operation that ran, as log lines name it. */
export interface OperationName {
  readonly type: OperationTypeNode;
  readonly name: string | undefined;
}

/**
 * One HTTP request, or one operation on a socket, on its way through Yoga. Every plugin finds it in the context,
 * so that both transports are logged, limited and answered by the same code.
 */
export interface Exchange {
  readonly requestId: string;
  /** Aborts when the client has gone or the operation has ended. */
  readonly signal: AbortSignal;
  /** The method of an HTTP request; undefined on a socket. */
  readonly method: string | undefined;
  /** How a single HTTP answer is written. */
  readonly answer: AnswerKind;
  /** Whether the client can take more than one result. */
  readonly stream: boolean;
  /** The client has gone, or nothing more will be sent. */
  end(): void;
  /** Filled as documents are parsed: several in a batch. */
  readonly operations: OperationName[];
  /** Whether the body held an array of operations. */
  batched: boolean;
  /** The body or the query string as the client sent it, not checked yet. */
  readParams(): Promise<unknown>;
}

/** What the context of one operation is made from. */
export interface OperationRequest {
  readonly requestId: string;
  readonly operation: 'query' | 'mutation' | 'subscription';
  /** Aborts when the client has gone or the operation has ended: subscriptions stop waiting then. */
  readonly signal: AbortSignal;
}
