import { LexError } from '../../errors.ts';
import type { BusEvent, EventBus } from '../../events/event-bus.ts';
import type { Logger } from '../../log.ts';
import type { AccountStore } from '../account-store.ts';
import type { ApiKeyStore } from '../keys/api-key-store.ts';
import { CREDENTIALS } from '../keys/credential-events.ts';
import type { Credential, CredentialEnd } from '../viewer.ts';
import { type Identified, scopesFor } from './identified.ts';

/** How often what runs is looked after, in milliseconds: so late is felt what no event told of. */
const LOOK_MS = 800;

type Listener = (end: CredentialEnd) => void;

/** One credential as it was when something began to run with it, and what waits for its end. */
interface Live {
  readonly identified: Identified;
  readonly listeners: Set<Listener>;
}

export interface LiveCredentialsOptions {
  readonly accounts: Pick<AccountStore, 'standings'>;
  readonly keys: Pick<ApiKeyStore, 'standings'>;
  readonly events: EventBus;
  /** Told of each change: the id of a key or of a user, or undefined when changes were missed. */
  readonly onChange: (id: string | undefined) => void;
  readonly log: Logger;
}

/**
 * Watches the credentials with which sockets and streams of this process run. A change is told by an event; besides,
 * all of them are looked up again and again, in two statements together, while there are any.
 */
export class LiveCredentials {
  readonly #options: LiveCredentialsOptions;
  readonly #live = new Map<string, Live>();
  readonly #closing = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #again = false;

  constructor(options: LiveCredentialsOptions) {
    this.#options = options;
    void this.#listen(options.events.subscribe(CREDENTIALS, { signal: this.#closing.signal }));
  }

  /** What a caller holds of its credential. */
  watch(identified: Identified): Credential {
    return {
      shown: identified.shown,
      expiresAt: identified.expiresAt,
      whenEnded: (listener) => this.#add(identified, listener),
    };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearInterval(this.#timer);
    await this.#looking;
  }

  #add(identified: Identified, listener: Listener): () => void {
    const name = nameOf(identified);
    const live = this.#live.get(name) ?? { identified, listeners: new Set() };
    this.#live.set(name, live);
    // Of its own, so that one who listens twice is told twice.
    const told: Listener = (end) => listener(end);
    live.listeners.add(told);
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS).unref();
    return () => {
      live.listeners.delete(told);
      if (live.listeners.size === 0 && this.#live.get(name) === live) this.#live.delete(name);
      if (this.#live.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  async #listen(events: AsyncIterable<BusEvent>): Promise<void> {
    try {
      for await (const { key } of events) {
        this.#options.onChange(key === CREDENTIALS.missed.key ? undefined : key);
        this.#look();
      }
    } catch (error) {
      this.#options.log.warn({ err: error }, 'changes of credentials are found by looking alone');
    }
  }

  /** One look at a time; what is asked for meanwhile is done once more afterwards. */
  #look(): void {
    this.#again = this.#looking !== undefined;
    this.#looking ??= this.#lookOnce()
      .catch((error: unknown) => this.#options.log.warn({ err: error }, 'credentials could not be looked up'))
      .finally(() => {
        this.#looking = undefined;
        if (this.#again && !this.#closing.signal.aborted) this.#look();
      });
  }

  async #lookOnce(): Promise<void> {
    const all = [...this.#live];
    for (const [name, live] of all) if (hasExpired(live.identified)) this.#end(name, live, EXPIRED);
    const left = all.filter(([, live]) => !hasExpired(live.identified));
    if (left.length === 0) return;
    const keyIds = left.flatMap(([, { identified }]) => identified.keyId ?? []);
    const [users, keys] = await Promise.all([
      this.#options.accounts.standings([...new Set(left.map(([, { identified }]) => identified.user.id))]),
      keyIds.length > 0 ? this.#options.keys.standings([...new Set(keyIds)]) : new Map(),
    ]);
    for (const [name, live] of left) {
      const { user, scopes, keyId } = live.identified;
      const now = users.get(user.id);
      const key = keyId === undefined ? undefined : keys.get(keyId);
      if (!now || (keyId !== undefined && (!key || key.revoked))) this.#end(name, live, REVOKED);
      else if (now.epoch !== user.epoch || now.role !== user.role || (key && key.ownerId !== user.id)) {
        this.#end(name, live, DISCONNECTED);
      } else if (key && String(scopesFor(key.scopes, now)) !== String(scopes)) this.#end(name, live, DISCONNECTED);
    }
  }

  #end(name: string, { listeners }: Live, end: CredentialEnd): void {
    this.#live.delete(name);
    for (const listener of [...listeners]) listener(end);
  }
}

const EXPIRED: CredentialEnd = {
  kind: 'EXPIRED',
  error: new LexError('UNAUTHENTICATED', 'The key or token has expired: come again with a new one.'),
};
const REVOKED: CredentialEnd = {
  kind: 'REVOKED',
  error: new LexError('UNAUTHENTICATED', 'The key or token does not hold any more.'),
};
const DISCONNECTED: CredentialEnd = {
  kind: 'DISCONNECTED',
  error: new LexError('FORBIDDEN', 'An administrator has ended this connection: come again.'),
};

function hasExpired({ expiresAt }: Identified): boolean {
  return expiresAt !== undefined && expiresAt.getTime() <= Date.now();
}

function nameOf({ user, scopes, keyId, expiresAt }: Identified): string {
  return JSON.stringify([keyId, user.id, user.role, user.epoch, scopes, expiresAt]);
}
