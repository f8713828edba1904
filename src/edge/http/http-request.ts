import type { ServerResponse } from 'node:http';
import type { Viewer } from '../../accounts/viewer.ts';
import type { GraphqlRequest, OperationName } from '../request/graphql-request.ts';
import type { RequestFacts } from '../request/request-facts.ts';

/** An HTTP request to `/graphql`. Its signal is made when somebody asks for it, which few operations do. */
export class HttpRequest implements GraphqlRequest {
  readonly requestId: string;
  readonly viewer: Viewer;
  readonly method: string | undefined;
  readonly stream: boolean;
  readonly batched: boolean;
  readonly operations: OperationName[];
  readonly #response: ServerResponse;
  #ended: AbortController | undefined;
  #over = false;

  constructor(
    response: ServerResponse,
    { requestId, operations }: RequestFacts,
    options: { readonly viewer: Viewer; readonly stream: boolean; readonly batched: boolean },
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
    if (this.#ended) return this.#ended.signal;
    const ended = new AbortController();
    this.#ended = ended;
    if (this.#over || this.#response.closed) ended.abort();
    else this.#response.once('close', () => ended.abort());
    return ended.signal;
  }

  end(): void {
    this.#over = true;
    this.#ended?.abort();
  }
}
