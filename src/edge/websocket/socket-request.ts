import type { Caller } from '../../accounts/viewer.ts';
import type { Logger } from '../../log.ts';
import type { Span, Tracer } from '../../tracing/span.ts';
import { Ending } from '../request/ending.ts';
import type { GraphqlRequest } from '../request/graphql-request.ts';
import { newRequestId } from '../request/request-id.ts';
import { nameOperation } from '../request/request-log.ts';
import { beginSocketSpan } from '../tracing/request-span.ts';

/** One operation on a socket, with a request id of its own. It writes its line to the log when it ends. */
export class SocketRequest implements GraphqlRequest {
  /** As the client named it. */
  readonly id: string;
  /** Whether the client still waits for results. */
  wanted = true;
  readonly requestId = newRequestId();
  readonly viewer: Caller;
  readonly method = undefined;
  readonly stream = true;
  readonly operations: GraphqlRequest['operations'] = [];
  readonly batched = false;
  /** Undefined where nothing is traced. */
  readonly span: Span | undefined;
  readonly #log: Logger;
  readonly #startedAt = performance.now();
  readonly #ending = new Ending();

  /** @param options.extensions as the client sent them, unread */
  constructor(
    id: string,
    viewer: Caller,
    { tracer, extensions, log }: { tracer: Tracer | undefined; extensions: unknown; log: Logger },
  ) {
    this.id = id;
    this.span = tracer && beginSocketSpan(tracer, extensions, this.requestId);
    this.viewer = viewer;
    this.#log = log;
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  whenOver(listener: () => void): void {
    this.#ending.whenOver(listener);
  }

  end(): void {
    if (this.#ending.over) return;
    this.#ending.end();
    const { requestId, operations, span } = this;
    span?.end();
    const durationMs = Math.round((performance.now() - this.#startedAt) * 10) / 10;
    const line = { requestId, operations: operations.map(nameOperation), durationMs, ...span?.ids };
    this.#log.info(line, 'socket operation');
  }
}
