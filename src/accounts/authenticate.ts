import type { IncomingHttpHeaders } from 'node:http';
import type { Viewer } from './viewer.ts';

/** What a caller shows of who it is: the headers of an HTTP request, or the payload of a socket's `connection_init`. */
export type Credentials =
  | { readonly transport: 'http'; readonly headers: IncomingHttpHeaders }
  | { readonly transport: 'socket'; readonly payload: Readonly<Record<string, unknown>> | undefined };

/**
 * Finds who is calling, once for each HTTP request, before its body is read, and once for each socket. It alone decides
 * who the viewer of an operation is. Who is known already is given at once, without a promise.
 *
 * @throws {LexError} to refuse the caller: an HTTP request is answered with the error, a socket closes with 4403
 */
export type Authenticate = (credentials: Credentials) => Viewer | Promise<Viewer>;

/** Lets everybody in as the local user, whatever they show: the server has no other users. */
export function createLocalAuthenticate(localUser: Viewer): Authenticate {
  return () => localUser;
}
