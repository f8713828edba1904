import type { Authenticate } from '../../accounts/authenticate.ts';
import type { Caller, CredentialEnd } from '../../accounts/viewer.ts';
import { LexError } from '../../errors.ts';

/** What a client is told of a fresh credential that it showed. */
export type Renewal = { readonly authorization: 'accepted' } | { readonly authorization: 'refused'; message: string };

export interface SocketCallerOptions {
  readonly authenticate: Authenticate;
  /** Where the socket comes from. */
  readonly address: string | undefined;
  /** Called once, when the credential with which the socket runs doesn't hold any more. */
  readonly onEnd: (end: CredentialEnd) => void;
}

/** Who calls on a socket: found at its beginning, watched as long as it is open, and shown anew when a token ends. */
export class SocketCaller {
  readonly #options: SocketCallerOptions;
  #caller: Caller | undefined;
  #unwatch: (() => void) | undefined;
  #closed = false;
  #renewing = false;

  constructor(options: SocketCallerOptions) {
    this.#options = options;
  }

  /** Undefined until somebody was let in. */
  get caller(): Caller | undefined {
    return this.#caller;
  }

  /** @throws {LexError} when the caller is refused */
  async enter(payload: Readonly<Record<string, unknown>> | undefined): Promise<Caller> {
    const caller = await this.#ask(payload);
    this.#become(caller);
    return caller;
  }

  /**
   * Takes a fresh credential of the same user, which must let do no less: what runs goes on with it. One that is
   * refused leaves the socket as it is.
   */
  async renew(payload: Readonly<Record<string, unknown>>): Promise<Renewal> {
    const before = this.#caller;
    if (!before) return refused('Begin with connection_init.');
    if (this.#renewing) return refused('One at a time.');
    this.#renewing = true;
    try {
      const fresh = await this.#ask(payload);
      if (fresh.id !== before.id) return refused('It is another user’s: open another socket for that one.');
      if (fresh.role !== before.role || before.scopes.some((each) => !fresh.scopes.includes(each))) {
        return refused('It lets do less than the one before: open another socket for it.');
      }
      this.#become(fresh);
      return { authorization: 'accepted' };
    } catch (error) {
      if (!(error instanceof LexError)) throw error;
      return refused(error.message);
    } finally {
      this.#renewing = false;
    }
  }

  /** Nothing is watched any more. */
  close(): void {
    this.#closed = true;
    this.#unwatch?.();
  }

  async #ask(payload: Readonly<Record<string, unknown>> | undefined): Promise<Caller> {
    const { authenticate, address } = this.#options;
    return authenticate({ transport: 'socket', payload, address });
  }

  #become(caller: Caller): void {
    this.#unwatch?.();
    this.#caller = caller;
    // The socket may have closed meanwhile.
    this.#unwatch = this.#closed ? undefined : caller.credential?.whenEnded(this.#options.onEnd);
  }
}

function refused(message: string): Renewal {
  return { authorization: 'refused', message };
}
