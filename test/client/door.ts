import type { Authenticate } from '../../src/accounts/authenticate.ts';
import { SCOPES } from '../../src/accounts/keys/scopes.ts';
import type { CredentialEnd, Viewer } from '../../src/accounts/viewer.ts';
import { LexError } from '../../src/errors.ts';

/** A door that lets in tokens until a test ends them. */
export class Door {
  /** The tokens that were shown, in order. */
  readonly shown: string[] = [];
  readonly #holding = new Map<string, Set<(end: CredentialEnd) => void>>();
  readonly #viewer: () => Viewer;

  /** @param viewer whom every token stands for; asked for when the first is shown */
  constructor(viewer: () => Viewer) {
    this.#viewer = viewer;
  }

  /** From now on a token is let in. */
  open(token: string): void {
    this.#holding.set(token, new Set());
  }

  isOpen(token: string): boolean {
    return this.#holding.has(token);
  }

  /** It isn't any more, and what runs with it ends. */
  close(token: string): void {
    const error = new LexError('UNAUTHENTICATED', 'The token has expired.');
    for (const end of this.#holding.get(token) ?? []) end({ kind: 'EXPIRED', error });
    this.#holding.delete(token);
  }

  readonly authenticate: Authenticate = async (credentials) => {
    const header = credentials.transport === 'http' ? credentials.headers.authorization : undefined;
    const token = header?.replace('Bearer ', '') ?? '';
    this.shown.push(token);
    const listeners = this.#holding.get(token);
    if (!listeners) throw new LexError('UNAUTHENTICATED', 'Say who you are.');
    return {
      ...this.#viewer(),
      scopes: SCOPES,
      credential: {
        shown: { kind: 'TOKEN' },
        expiresAt: undefined,
        whenEnded(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
    };
  };
}
