import type { ServerResponse } from 'node:http';
import type { Caller } from '../../accounts/viewer.ts';
import { Ending } from '../request/ending.ts';
import type { GraphqlRequest, OperationName } from '../request/graphql-request.ts';
import type { RequestFacts } from '../request/request-facts.ts';

/** An HTTP request to `/graphql`. Its signal is made when somebody asks for it, which few operations do. */
export class HttpRequest implements GraphqlRequest {
  readonly requestId: string;
  readonly viewer: Caller;
  readonly method: string | undefined;
  readonly stream: boolean;
  readonly batched: boolean;
  readonly operations: OperationName[];
  readonly #response: ServerResponse;
  readonly #ending = new Ending();
  #watched = false;
  #atClose: (() => void) | undefined;

  constructor(
    response: ServerResponse,
    { requestId, operations }: RequestFacts,
    options: { readonly viewer: Caller; readonly stream: boolean; readonly batched: boolean },
  ) {
    this.#response = response;
    this.requestId = requestId;
    this.operations = operations;
    this.method = response.req.method;
    this.viewer = options.viewer;
    this.stream = options.stream;
    this.batched = options.batched;
  }

  get signal(): AbortSignal {
    this.#watch();
    return this.#ending.signal;
  }

  whenOver(listener: () => void): void {
    this.#watch();
    this.#ending.whenOver(listener);
  }

  end(): void {
    this.#ending.end();
  }

  /** Calls a function when the answer has closed, or at once when it has; one function for each request. */
  whenClosed(listener: () => void): void {
    if (this.#response.closed) listener();
    else {
      this.#atClose = listener;
      this.#watch();
    }
  }

  #watch(): void {
    if (this.#watched) return;
    this.#watched = true;
    if (this.#response.closed) this.#ending.end();
    else {
      this.#response.once('close', () => {
        this.#ending.end();
        this.#atClose?.();
      });
    }
  }
}
