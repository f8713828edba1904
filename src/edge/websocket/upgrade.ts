import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { LexError, UnavailableError } from '../../errors.ts';
import type { ClientAddress } from '../origin/client-address.ts';
import type { OriginGate, Refusal } from '../origin/origin-gate.ts';
import { type Overload, retryWhenLess } from '../overload/overload.ts';
import { type RequestFacts, readRequestFacts } from '../request/request-facts.ts';
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
  readonly overload: Pick<Overload, 'refuseHandshake'>;
}

/** Decides about each WebSocket handshake: it is refused, with the reason, or becomes a socket. */
export function createUpgrade(options: UpgradeOptions) {
  const { gate, addressOf, refused, ending, sockets, overload } = options;

  /** @throws {LexError} when it may not become a socket, whoever sent it */
  const check = ({ headers }: IncomingMessage, connection: Duplex, { path, requestId }: RequestFacts): void => {
    if (path !== '/graphql') throw new LexError('NOT_FOUND', 'WebSockets are at /graphql.');
    const refusal = gate.check(headers);
    if (refusal !== undefined) {
      refused(refusal, requestId);
      throw new LexError('FORBIDDEN', refusal.message);
    }
    const retryAfterMs = retryWhenLess();
    if (ending.aborted) throw new UnavailableError('This process is stopping.', { retryAfterMs });
    overload.refuseHandshake(connection);
    if (sockets.full) throw new LexError('OVERLOADED', 'Too many sockets are open.', { retryAfterMs });
  };

  return (request: IncomingMessage, connection: Duplex, head: Buffer): void => {
    const facts = readRequestFacts(request);
    const { requestId } = facts;
    try {
      check(request, connection, facts);
      const address = addressOf(request);
      const leave = sockets.enter(address);
      if (!leave) {
        const message = 'Too many sockets are open from your address.';
        throw new LexError('RATE_LIMITED', message, { retryAfterMs: retryWhenLess() });
      }
      connection.once('close', leave);
      sockets.accept(request, connection, { head, requestId, address });
    } catch (error) {
      if (!(error instanceof LexError)) throw error;
      refuseUpgrade(connection, requestId, error);
    }
  };
}
