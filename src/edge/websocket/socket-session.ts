import type { SubscribePayload } from 'graphql-ws';
import type { Viewer } from '../../accounts/viewer.ts';
import type { GraphqlRequest } from '../request/graphql-request.ts';
import type { SocketConnection } from './socket-connection.ts';

/** What the server knows of one socket: who calls, and which operations run. */
export class SocketSession {
  /** Set when `connection_init` has been accepted; no operation begins before. */
  viewer: Viewer | undefined;
  readonly connection: SocketConnection;
  readonly #requests = new Map<SubscribePayload, GraphqlRequest>();

  constructor(connection: SocketConnection) {
    this.connection = connection;
  }

  /** How many operations run. One that its client has completed counts until it has really ended. */
  get running(): number {
    return this.#requests.size;
  }

  start(payload: SubscribePayload, request: GraphqlRequest): void {
    this.#requests.set(payload, request);
  }

  end(payload: SubscribePayload): void {
    this.#requests.get(payload)?.end();
    this.#requests.delete(payload);
  }

  endAll(): void {
    for (const payload of this.#requests.keys()) this.end(payload);
  }
}
