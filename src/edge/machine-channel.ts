import { chmod, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { LexError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { sendError, sendJson } from './http/writing/send-json.ts';

/** The longest path that a Unix domain socket may have on every system, in bytes. */
const LONGEST_PATH = 103;
const REQUEST_TIMEOUT_MS = 10_000;

/** Where a server takes orders of its own user. */
export function channelPath(dataDir: string): string {
  return join(dataDir, 'lex.sock');
}

/**
 * Opens the channel through which `lex keys`, `lex users` and `lex doctor` reach a server that runs: a Unix domain
 * socket in its data directory, which only the server's own user can open. The process holds the directory's lock, so
 * that a socket which is there is one that a dead process left.
 *
 * @returns what closes it
 */
export async function openMachineChannel(
  dataDir: string,
  carryOut: (order: unknown) => Promise<unknown>,
  log: Logger,
): Promise<() => Promise<void>> {
  const path = channelPath(dataDir);
  if (Buffer.byteLength(path) > LONGEST_PATH) {
    log.warn(
      { path },
      'the path is too long for a socket: `lex keys` and `lex users` need the server stopped, and `lex doctor` asks ' +
        'nobody here',
    );
    return async () => undefined;
  }
  await rm(path, { force: true });
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, async (request, response) => {
    try {
      sendJson(response, 200, await carryOut(await json(request)));
    } catch (error) {
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
