import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { isLoopbackAddress } from '../../config/kinds/loopback.ts';
import { networkOf } from '../../network-of.ts';
import { OpenCounts } from '../limits/open-counts.ts';
import { SOCKET_LIMITS, type SocketLimits } from '../limits/socket-limits.ts';
import { SocketConnection } from './socket-connection.ts';
import { SocketSession, type SocketSessionOptions } from './socket-session.ts';

export interface SocketServerOptions extends Omit<SocketSessionOptions, 'limits' | 'live'> {
  readonly limits?: Partial<SocketLimits>;
}

/** GraphQL over WebSockets, subprotocol graphql-transport-ws. */
export interface SocketServer {
  readonly openSockets: number;
  /** Whether there are as many sockets as there may be. */
  readonly full: boolean;
  /**
   * Counts a connection from an address. @returns what takes it back, undefined when it has as many as it may
   */
  enter(address: string | undefined): (() => void) | undefined;
  /** The sockets and event streams of each user. */
  readonly live: OpenCounts;
  /**
   * Takes over a connection whose path and origin have been checked.
   *
   * @param options.head what the client sent after the handshake
   * @param options.address where the client is
   * @param options.requestId goes into the handshake's answer and the socket's log lines
   */
  accept(
    request: IncomingMessage,
    connection: Duplex,
    options: { readonly head: Buffer; readonly requestId: string; readonly address: string | undefined },
  ): void;
  /**
   * Tells every client to connect again (1001), waits for them to go up to the deadline, then cuts off what remains.
   */
  close(deadlineMs: number): Promise<void>;
}

export function createSocketServer(options: SocketServerOptions): SocketServer {
  const limits: SocketLimits = { ...SOCKET_LIMITS, ...options.limits };
  const { log } = options;
  const live = new OpenCounts(limits.liveOfUser);
  const ofAddress = new OpenCounts(limits.socketsOfAddress);
  const sessionOptions: SocketSessionOptions = { ...options, limits, live };
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytes,
    perMessageDeflate: false,
    autoPong: false,
    handleProtocols,
  });
  // What ws knows of a handshake that it answers is its request.
  const requestIds = new WeakMap<IncomingMessage, string>();
  sockets.on('headers', (headers, request) => headers.push(`x-request-id: ${requestIds.get(request)}`));

  const connections = new Set<SocketConnection>();
  const pings = setInterval(() => {
    for (const connection of connections) connection.checkAlive();
  }, limits.pingMs);
  pings.unref();

  const open = (
    socket: WebSocket,
    request: IncomingMessage,
    { requestId, address }: { readonly requestId: string; readonly address: string | undefined },
  ): void => {
    const startedAt = performance.now();
    const connection = new SocketConnection(socket, request.socket, { limits, log, requestId });
    const speaks = socket.protocol === GRAPHQL_TRANSPORT_WS_PROTOCOL;
    const session = speaks ? new SocketSession(connection, sessionOptions, address) : undefined;
    if (!speaks) connection.close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable');
    connections.add(connection);
    socket.once('close', (code) => {
      connections.delete(connection);
      session?.end();
      log.info({ requestId, code, durationMs: Math.round(performance.now() - startedAt) }, 'socket closed');
    });
  };

  return {
    get openSockets() {
      return sockets.clients.size;
    },
    get full() {
      return sockets.clients.size >= limits.sockets;
    },
    live,
    enter(address = '') {
      return isLoopbackAddress(address.replace(/^::ffff:/i, '')) ? () => undefined : ofAddress.take(networkOf(address));
    },
    accept(request, stream, { head, requestId, address }) {
      requestIds.set(request, requestId);
      sockets.handleUpgrade(request, stream, head, (socket) => open(socket, request, { requestId, address }));
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
