import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ClientAddress } from '../origin/client-address.ts';
import type { OriginGate, Refusal } from '../origin/origin-gate.ts';
import { readRequestFacts } from '../request/request-facts.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import type { SocketServer } from './socket-server.ts';

export interface UpgradeOptions {
  readonly gate: Pick<OriginGate, 'check'>;
  readonly addressOf: ClientAddress;
  /** Told of each handshake that is refused because of where it comes from. */
  readonly refused: (refusal: Refusal, requestId: string) => void;
  /** Aborts when the process drains. */
  readonly ending: AbortSignal;
  readonly sockets: SocketServer;
}

/** Decides about each WebSocket handshake: it is refused, with the reason, or becomes a socket. */
export function createUpgrade({ gate, addressOf, refused, ending, sockets }: UpgradeOptions) {
  return (request: IncomingMessage, connection: Duplex, head: Buffer): void => {
    const { requestId, path } = readRequestFacts(request);
    const refusal = gate.check(request.headers);
    if (path !== '/graphql') refuseUpgrade(connection, requestId, 404, 'NOT_FOUND', 'WebSockets are at /graphql.');
    else if (refusal !== undefined) {
      refused(refusal, requestId);
      refuseUpgrade(connection, requestId, 403, 'FORBIDDEN', refusal.message);
    } else if (ending.aborted) refuseUpgrade(connection, requestId, 503, 'UNAVAILABLE', 'This process is stopping.');
    else if (sockets.full) refuseUpgrade(connection, requestId, 503, 'OVERLOADED', 'Too many sockets are open.');
    else {
      const address = addressOf(request);
      const leave = sockets.enter(address);
      if (leave) {
        connection.once('close', leave);
        sockets.accept(request, connection, { head, requestId, address });
      } else refuseUpgrade(connection, requestId, 429, 'RATE_LIMITED', 'Too many sockets are open from your address.');
    }
  };
}
