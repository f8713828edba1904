import { requireAddress } from '../../../src/commands/arguments.ts';
import { UsageError } from '../../../src/commands/command.ts';
import { isLoopbackName } from '../../../src/config/kinds/loopback.ts';

/**
 * Reads the address of the server that is to be loaded; without a path, of its GraphQL endpoint.
 *
 * @throws {UsageError} when it is no address, or one of another machine and `allowRemote` isn't set: nobody loads a
 *   server of others by mistake
 */
export function readTarget(text: string, { allowRemote }: { readonly allowRemote: boolean }): URL {
  requireAddress(text);
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    throw new UsageError('--url takes no user and password: a key goes into --keys-file.');
  }
  if (url.pathname === '/') url.pathname = '/graphql';
  url.hash = '';
  if (!allowRemote && !isLoopbackName(url.hostname)) {
    throw new UsageError(
      `${url.hostname} is not this machine, and a load test can bring a server down: ` +
        'give --allow-remote if it is yours.',
    );
  }
  return url;
}
