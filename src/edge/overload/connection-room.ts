import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** How many of a process's files are kept for what isn't a connection: the database, the stores, other servers. */
const KEPT_FILES = 512;
/** Where there are few, so large a share of them is kept. */
const KEPT_SHARE = 0.5;
/** So many connections more are taken, to be told that there are too many. What is more than that is cut off. */
const TOLD = 32;

/**
 * Bounds the connections of a process by how many files it may open: without a file left, the database and the stores
 * would fail, and not only the client that comes last.
 */
export interface ConnectionRoom {
  /** Counts the connections of a server from now on. */
  bound(server: Server): void;
  /** Whether a connection is one too many: what comes on it is refused, but for health and metrics. */
  isSurplus(connection: object): boolean;
}

/** @param openFiles how many files the process may have open; undefined: as many as it likes */
export function createConnectionRoom(openFiles: number | undefined): ConnectionRoom {
  if (openFiles === undefined) return { bound: () => undefined, isSurplus: () => false };
  const most = openFiles - Math.min(KEPT_FILES, Math.floor(openFiles * KEPT_SHARE));
  const surplus = new WeakSet<object>();
  let open = 0;
  const enter = (connection: Socket): void => {
    open += 1;
    if (open > most) surplus.add(connection);
    connection.once('close', () => {
      open -= 1;
    });
  };
  return {
    bound(server) {
      server.maxConnections = most + TOLD;
      server.on('connection', enter);
    },
    isSurplus: (connection) => surplus.has(connection),
  };
}
