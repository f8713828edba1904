import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below what Linux, macOS and Windows take from by themselves for connections and for servers that ask for any port
 * (32768, 49152 and 49152 upwards): nobody is given one of these in the moment in which its server isn't there.
 */
const LOWEST = 20_000;
const HIGHEST = 32_000;
const ATTEMPTS = 100;

/** A port that nothing listens on, for a server that must come back where it was. Others ask the system, by port 0. */
export async function freePort(): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    const server = createServer();
    try {
      await once(server.listen(port, '127.0.0.1'), 'listening');
      server.close();
      await once(server, 'close');
      return String(port);
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

/**
 * Starts a server on a free port, and on another when somebody else was there first: between finding a port and
 * listening on it lies a moment.
 */
export async function onFreePort<T>(start: (port: string) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (attempt === 5 || !(error instanceof Error && /address already in use/i.test(error.message))) throw error;
    }
  }
}
