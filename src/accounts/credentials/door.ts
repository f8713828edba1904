import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { LexError } from '../../errors.ts';
import type { Authenticate, Credentials } from '../authenticate.ts';
import { isKey } from '../keys/key-format.ts';
import type { Caller } from '../viewer.ts';
import { readBearer } from './bearer.ts';
import { FailedAttempts } from './failed-attempts.ts';
import type { KnownCallers } from './known-callers.ts';

/** Of how many that go in again and again the header is known, and how long one may be, in UTF-16 units. */
const MOST_HEADERS = 1_000;
const LONGEST_HEADER = 4_096;

/** What a header shows, and the name by which its caller is known. */
interface Shown {
  readonly secret: string;
  readonly name: string;
}

/**
 * The door of a server that asks who comes. Who is known goes in at once.
 *
 * From an address from which too much was shown that doesn't hold, what was never let in here is refused for a while,
 * before the database is asked; what was, goes in as ever, so that nobody who shares the address is shut out.
 */
export function createDoor(known: KnownCallers): Authenticate {
  const attempts = new FailedAttempts();
  // A client sends the same header with each request: to read and to hash it anew costs more than to let it in. Only
  // those that were let in are kept, by their hashes in a table, which tells nobody how far another one is the same.
  const shownBy = new LRUCache<string, Shown>({ max: MOST_HEADERS });

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
    const header = credentials.transport === 'http' ? credentials.headers.authorization : undefined;
    const before = header === undefined ? undefined : shownBy.get(header);
    const secret = before?.secret ?? readBearer(credentials);
    const name = before?.name ?? hash('sha256', secret, 'base64');
    const caller = known.find(name, secret);
    if (!caller) return ask(name, secret, credentials);
    if (!before && header !== undefined && header.length <= LONGEST_HEADER) shownBy.set(header, { secret, name });
    return caller;
  };
}

function tooMany(retryAfterMs: number): LexError {
  const message = 'Too much was shown from this address that does not hold: wait before you try again.';
  return new LexError('RATE_LIMITED', message, { retryAfterMs });
}
