/** What sockets may cost. */
export interface SocketLimits {
  /** Sockets per process; more get a 503 at the handshake. */
  readonly sockets: number;
  /** Sockets per address, but for addresses of this machine, behind which a proxy may be; more get a 429. */
  readonly socketsOfAddress: number;
  /** Sockets and event streams of one user per process, all devices together. */
  readonly liveOfUser: number;
  /** Operations that run on one socket at a time. One more is refused; the others go on. */
  readonly operations: number;
  /** The longest message from a client, in bytes. */
  readonly messageBytes: number;
  /** What may wait unsent for one client, in bytes; more ends its socket. */
  readonly unsentBytes: number;
  /** How many messages and answers to pings may wait unsent for one client, however short; more ends its socket. */
  readonly unsentMessages: number;
  /** How long one message may stay unsent, in milliseconds; longer ends the socket. */
  readonly stalledMs: number;
  /** How long a client may take to send `connection_init`, in milliseconds. */
  readonly initMs: number;
  /** How often a ping is sent, in milliseconds. A client that sends nothing from one to the next is taken for gone. */
  readonly pingMs: number;
}

export const SOCKET_LIMITS: SocketLimits = {
  sockets: 10_000,
  socketsOfAddress: 1_000,
  liveOfUser: 500,
  operations: 100,
  messageBytes: 16 * 1024 * 1024,
  unsentBytes: 16 * 1024 * 1024,
  // More than fit into what is read of a connection at once, so that a client that reads never comes near.
  unsentMessages: 20_000,
  stalledMs: 30_000,
  initMs: 10_000,
  pingMs: 12_000,
};
