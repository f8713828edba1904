import type { Server } from 'node:http';
import { isIP } from 'node:net';
import { StartError } from '../../errors.ts';

/**
 * Starts to listen. Resolves with the port, which the system chose when 0 was asked for.
 *
 * @param variable the setting that chose the port
 * @throws {StartError} when the port is in use or may not be taken, or the host isn't this machine's
 */
export async function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
  variable: 'PORT' | 'LEX_METRICS_PORT',
): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => reject(listenError(error, { host, port, variable }));
    server.once('error', onError);
    server.listen({ host, port }, () => {
      server.removeListener('error', onError);
      resolve();
    });
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}

/** The codes of an address that isn't this machine's, and of a name that leads to no address. */
const NO_ADDRESS: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EAFNOSUPPORT']);

function listenError(
  error: NodeJS.ErrnoException,
  { host, port, variable }: { host: string; port: number; variable: string },
): StartError {
  if (error.code === 'EADDRINUSE') {
    return new StartError(`port ${port} on ${host} is in use: set ${variable} to another, or stop what listens there`);
  }
  if (error.code === 'EACCES') {
    return new StartError(`port ${port} on ${host} may not be taken by this user: set ${variable} to one above 1023`);
  }
  if (error.code && NO_ADDRESS.has(error.code)) {
    const what = isIP(host) ? 'an address' : 'a name';
    return new StartError(`${host} is not ${what} of this machine: set HOST to one that is`);
  }
  return new StartError(`can't listen on port ${port} of ${host}: ${error.message}`);
}
