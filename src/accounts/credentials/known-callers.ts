import { LRUCache } from 'lru-cache';
import { LexError } from '../../errors.ts';
import type { Caller, Credential } from '../viewer.ts';
import type { Identified } from './identified.ts';

/** How many callers are remembered; of others each request asks the database. */
const MOST = 10_000;
/** How long a caller is let in after the database was asked, in milliseconds: as late a revoked key is felt. */
const HOLDS_MS = 900;
/** After so long the database is asked again while the caller still goes in, so that busy ones never wait for it. */
const REFRESH_AFTER_MS = 400;
/** How often a reading is made again since something changed while it was on its way. */
const MOST_READINGS = 3;

interface Known {
  readonly caller: Caller;
  /** By the clock that only goes on, in milliseconds: when the reading began. */
  readAt: number;
  readonly expiresAt: number;
  /** Of the key and of the user. */
  readonly ids: readonly string[];
}

export interface KnownCallersOptions {
  /** Finds out whom a key or token lets in. @throws {LexError} UNAUTHENTICATED when nobody */
  readonly identify: (secret: string) => Promise<Identified>;
  /** Makes what the caller holds of a credential. */
  readonly watch: (identified: Identified) => Credential;
}

/** Whom keys and tokens let in, remembered for less than a second after the database was asked. */
export class KnownCallers {
  readonly #options: KnownCallersOptions;
  readonly #known = new LRUCache<string, Known>({ max: MOST });
  readonly #reading = new Map<string, Promise<Caller>>();
  /** Counts what was forgotten: a reading that began before is made again. */
  #forgotten = 0;

  constructor(options: KnownCallersOptions) {
    this.#options = options;
  }

  /** Whom a secret lets in, when that is known now. @param name of the secret, such as its hash */
  find(name: string, secret: string): Caller | undefined {
    const known = this.#known.get(name);
    if (!known) return undefined;
    const age = performance.now() - known.readAt;
    if (age > HOLDS_MS || known.expiresAt <= Date.now()) return undefined;
    // The failure of this one is met by the next request that has to wait.
    if (age > REFRESH_AFTER_MS) this.read(name, secret).catch(() => undefined);
    return known.caller;
  }

  /** Whether this secret let somebody in here before. */
  wasKnown(name: string): boolean {
    return this.#known.has(name);
  }

  /** Asks the database; those who ask for the same at the same time share the answer. */
  read(name: string, secret: string): Promise<Caller> {
    const underway = this.#reading.get(name);
    if (underway) return underway;
    const reading = this.#read(name, secret).finally(() => this.#reading.delete(name));
    this.#reading.set(name, reading);
    return reading;
  }

  /** Something about a key or a user has changed; undefined: nobody knows what. */
  forget(id: string | undefined): void {
    this.#forgotten += 1;
    for (const known of this.#known.values()) {
      if (id === undefined || known.ids.includes(id)) known.readAt = Number.NEGATIVE_INFINITY;
    }
  }

  async #read(name: string, secret: string): Promise<Caller> {
    for (let tries = 1; ; tries++) {
      const [readAt, forgotten] = [performance.now(), this.#forgotten];
      let found: Identified;
      try {
        found = await this.#options.identify(secret);
      } catch (error) {
        if (error instanceof LexError && error.code === 'UNAUTHENTICATED') this.#known.delete(name);
        throw error;
      }
      if (forgotten !== this.#forgotten && tries < MOST_READINGS) continue;
      const { user, scopes, keyId, keyLimit, expiresAt } = found;
      if (expiresAt && expiresAt.getTime() <= Date.now()) {
        this.#known.delete(name);
        throw new LexError('UNAUTHENTICATED', 'This credential has expired: get a new one.');
      }
      const { id, name: called, role } = user;
      const caller = { id, name: called, role, scopes, credential: this.#options.watch(found), keyLimit };
      const ids = keyId === undefined ? [user.id] : [user.id, keyId];
      this.#known.set(name, { caller, readAt, ids, expiresAt: expiresAt?.getTime() ?? Number.POSITIVE_INFINITY });
      return caller;
    }
  }
}
