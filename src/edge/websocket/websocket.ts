import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols, makeServer } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { readRequestId } from '../request/request-id.ts';
import type { Logger } from '../../log.ts';
import type { ResolveDocument } from '../persisted/persisted.ts';
import type { PublicErrors } from '../request/public-error.ts';
import { SocketConnection } from './socket-connection.ts';
import { SOCKET_LIMITS, type SocketLimits } from '../limits/socket-limits.ts';
import { createSocketOperations } from './socket-operations.ts';
import type { YogaServer } from '../yoga/yoga.ts';

export interface SocketServerOptions {
  readonly yoga: YogaServer;
  readonly resolveDocument: ResolveDocument;
  readonly publicErrors: PublicErrors;
  readonly log: Logger;
  readonly limits?: Partial<SocketLimits>;
}

/** GraphQL over WebSockets, subprotocol graphql-transport-ws. */
export interface SocketServer {
  readonly openSockets: number;
  /** Whether there are as many sockets as there may be. */
  readonly full: boolean;
  /** Takes over a connection whose path and origin have been checked. */
  accept(request: IncomingMessage, connection: Duplex, head: Buffer): void;
  /**
   * Tells every client to connect again (1001), waits for them to go up to the deadline, then cuts off what remains.
   */
  close(deadlineMs: number): Promise<void>;
}

export function createSocketServer(options: SocketServerOptions): SocketServer {
  const limits: SocketLimits = { ...SOCKET_LIMITS, ...options.limits };
  const operations = createSocketOperations({ ...options, limits });
  const protocol = makeServer({ connectionInitWaitTimeout: limits.initMs, ...operations.hooks });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytes,
    perMessageDeflate: false,
    autoPong: false,
    handleProtocols,
  });
  sockets.on('headers', (headers, request) => headers.push(`x-request-id: ${requestIdOf(request)}`));

  const connections = new Set<SocketConnection>();
  const pings = setInterval(() => {
    for (const connection of connections) connection.checkAlive();
  }, limits.pingMs);
  pings.unref();

  // The id is in the handshake's answer and in the socket's log lines.
  const requestIds = new WeakMap<IncomingMessage, string>();
  const requestIdOf = (request: IncomingMessage): string => {
    const id = requestIds.get(request) ?? readRequestId(request.headers);
    requestIds.set(request, id);
    return id;
  };

  return {
    get openSockets() {
      return sockets.clients.size;
    },
    get full() {
      return sockets.clients.size >= limits.sockets;
    },
    accept(request, stream, head) {
      sockets.handleUpgrade(request, stream, head, (socket) => {
        const startedAt = performance.now();
        const log = options.log.child({ requestId: requestIdOf(request) });
        const connection = new SocketConnection(socket, request.socket, { limits, log });
        const extra = operations.open();
        connections.add(connection);
        const closed = protocol.opened(connection, extra);
        socket.once('close', (code, reason) => {
          connections.delete(connection);
          extra.endAll();
          log.info({ code, durationMs: Math.round(performance.now() - startedAt) }, 'socket closed');
          closed(code, String(reason)).catch((error: unknown) =>
            log.error({ err: error }, 'socket did not close well'),
          );
        });
      });
    },
    async close(deadlineMs) {
      clearInterval(pings);
      const allClosed = new Promise<void>((resolve) => sockets.close(() => resolve()));
      for (const socket of sockets.clients) socket.close(1001, 'Going away');
      const deadline = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, deadlineMs);
      await allClosed;
      clearTimeout(deadline);
    },
  };
}
