import { LexError } from '../../errors.ts';
import type { Credentials } from '../authenticate.ts';

/** The longest credential that is read, in UTF-16 units; more than the header of a request may hold. */
const LONGEST = 16 * 1024;
const BEARER = /^Bearer +([\x21-\x7e]+)$/i;

/**
 * The key or token that a caller shows: in the header `Authorization: Bearer …`, or as `authorization` of the payload
 * of `connection_init`, where the case of the name doesn't matter.
 *
 * @throws {LexError} UNAUTHENTICATED when there is none, or it stands there in another form
 */
export function readBearer(credentials: Credentials): string {
  const shown =
    credentials.transport === 'http' ? credentials.headers.authorization : authorizationOf(credentials.payload);
  if (shown === undefined || shown === '') {
    throw new LexError('UNAUTHENTICATED', 'Say who you are: send a key or a token as "Authorization: Bearer …".');
  }
  const secret = typeof shown === 'string' && shown.length <= LONGEST ? BEARER.exec(shown.trim())?.[1] : undefined;
  if (secret === undefined) {
    throw new LexError('UNAUTHENTICATED', 'Authorization takes "Bearer " and a key or a token after it.');
  }
  return secret;
}

function authorizationOf(payload: Readonly<Record<string, unknown>> = {}): unknown {
  const name = Object.keys(payload).find((each) => each.toLowerCase() === 'authorization');
  return name === undefined ? undefined : payload[name];
}
