import { hash } from 'node:crypto';
import { LexError } from '../../errors.ts';
import type { Authenticate, Credentials } from '../authenticate.ts';
import { isKey } from '../keys/key-format.ts';
import type { Caller } from '../viewer.ts';
import { readBearer } from './bearer.ts';
import { FailedAttempts } from './failed-attempts.ts';
import type { KnownCallers } from './known-callers.ts';

/**
 * The door of a server that asks who comes. Who is known goes in at once.
 *
 * From an address from which too much was shown that doesn't hold, what was never let in here is refused for a while,
 * before the database is asked; what was, goes in as ever, so that nobody who shares the address is shut out.
 */
export function createDoor(known: KnownCallers): Authenticate {
  const attempts = new FailedAttempts();

  async function ask(name: string, secret: string, { address }: Credentials): Promise<Caller> {
    const waitMs = attempts.waitMs(address);
    // What is no key is judged by this process alone, which costs little.
    if (waitMs > 0 && isKey(secret) && !known.wasKnown(name)) throw tooMany(waitMs);
    try {
      return await known.read(name, secret);
    } catch (error) {
      if (!(error instanceof LexError) || error.code !== 'UNAUTHENTICATED') throw error;
      attempts.add(address);
      throw waitMs > 0 ? tooMany(waitMs) : error;
    }
  }

  return (credentials) => {
    const secret = readBearer(credentials);
    const name = hash('sha256', secret, 'base64');
    return known.find(name, secret) ?? ask(name, secret, credentials);
  };
}

function tooMany(retryAfterMs: number): LexError {
  const message = 'Too much was shown from this address that does not hold: wait before you try again.';
  return new LexError('RATE_LIMITED', message, { retryAfterMs });
}
