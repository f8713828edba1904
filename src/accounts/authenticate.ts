import type { IncomingHttpHeaders } from 'node:http';
import { SCOPES } from './keys/scopes.ts';
import type { Caller, Viewer } from './viewer.ts';

/** What a caller shows of who it is: the headers of an HTTP request, or the payload of a socket's `connection_init`. */
export type Credentials = {
  /** Where the caller's connection comes from; undefined when it has gone already. */
  readonly address: string | undefined;
} & (
  | { readonly transport: 'http'; readonly headers: IncomingHttpHeaders }
  | { readonly transport: 'socket'; readonly payload: Readonly<Record<string, unknown>> | undefined }
);

/**
 * Finds who is calling, once for each HTTP request, before its body is read, and once for each socket, again when a
 * socket shows a fresh credential. It alone decides who the viewer of an operation is. Who is known already is given at
 * once, without a promise.
 *
 * @throws {LexError} to refuse the caller: an HTTP request is answered with the error, a socket closes with 4403
 */
export type Authenticate = (credentials: Credentials) => Caller | Promise<Caller>;

/** Lets everybody in as the local user, whatever they show: the server asks nobody. */
export function createLocalAuthenticate(localUser: Viewer): Authenticate {
  const caller: Caller = { ...localUser, scopes: SCOPES, credential: undefined };
  return () => caller;
}
