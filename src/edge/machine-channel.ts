import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Backup } from '../backup/backup-service.ts';
import { LexError, messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { sendError, sendJson } from './http/writing/send-json.ts';

/** The longest path that a Unix domain socket may have on every system, in bytes. */
const LONGEST_PATH = 103;
const REQUEST_TIMEOUT_MS = 10_000;
/** How long whoever asked for a backup may leave it unread. */
const UNREAD_MS = 5 * 60_000;

/** What a server does for its own user. */
export interface MachineOrders {
  /** @param order as JSON gives it */
  readonly carryOut: (order: unknown) => Promise<unknown>;
  readonly backUp: () => Promise<Backup>;
}

/** Where a server takes orders of its own user. */
export function channelPath(dataDir: string): string {
  return join(dataDir, 'lex.sock');
}

/**
 * Opens the channel through which `lex keys`, `lex users`, `lex backup` and `lex doctor` reach a process that runs,
 * also one that only works: a Unix domain socket in its data directory, which only the process's own user can open. The
 * process holds the directory's lock, so that a socket which is there is one that a dead process left. A POST carries
 * an order, a GET asks for a backup.
 *
 * @returns what closes it
 */
export async function openMachineChannel(
  dataDir: string,
  orders: MachineOrders,
  log: Logger,
): Promise<() => Promise<void>> {
  const path = channelPath(dataDir);
  if (Buffer.byteLength(path) > LONGEST_PATH) {
    log.warn(
      { path },
      'the path is too long for a socket: `lex keys`, `users` and `backup` need the server stopped, and `lex doctor` ' +
        'asks nobody here',
    );
    return async () => undefined;
  }
  await rm(path, { force: true });
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, async (request, response) => {
    try {
      if (request.method === 'GET') await sendBackup(response, await orders.backUp());
      else sendJson(response, 200, await orders.carryOut(await json(request)));
    } catch (error) {
      if (response.headersSent) {
        log.warn({ reason: messageOf(error) }, 'a backup was broken off');
        response.destroy();
        return;
      }
      if (error instanceof LexError) return sendError(response, 400, error.code, error.message);
      log.error({ err: error }, 'an order of the machine failed');
      sendError(response, 500, 'INTERNAL_SERVER_ERROR', 'Something went wrong here: the log of the server has it.');
    }
  });
  // The socket is made with these rights: nobody else could open it even before they are set below.
  const before = process.umask(0o177);
  const listening = new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
  process.umask(before);
  await listening;
  await chmod(path, 0o600);
  return async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
}

/** @throws what the backup fails with, before anything is answered or after it */
async function sendBackup(response: ServerResponse, { bytes, about }: Backup): Promise<void> {
  const source = Readable.from(bytes, { objectMode: false });
  // What is refused is refused before the first byte.
  await once(source, 'readable');
  response.setTimeout(UNREAD_MS, () => response.destroy());
  response.writeHead(200, { 'Content-Type': 'application/x-tar', 'X-Lex-About-Bytes': about });
  await pipeline(source, response);
}
