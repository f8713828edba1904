import type { LexError } from '../errors.ts';
import type { KeyLimit } from '../rates/rates.ts';
import type { SCOPES } from './keys/scopes.ts';

/** The user on whose behalf an operation runs: services answer with what belongs to this user, and nothing else. */
export interface Viewer {
  readonly id: string;
  readonly name: string;
  readonly role: 'USER' | 'ADMIN';
}

/** Whoever owns what a service is asked for: of a viewer, services of what is owned need no more than the id. */
export type Owner = Pick<Viewer, 'id'>;

/** What a caller may do. */
export type Scope = (typeof SCOPES)[number];

/** A viewer as the door let them in, with what they showed. */
export interface Caller extends Viewer {
  readonly scopes: readonly Scope[];
  /** What they showed; undefined where nobody is asked. */
  readonly credential: Credential | undefined;
  /** Of a key that has a limit of its own. */
  readonly keyLimit?: KeyLimit | undefined;
}

/** What of a credential may be told: which kind it is, and how a key begins. */
export type Shown =
  | { readonly kind: 'KEY'; readonly prefix: string }
  /** The key that is in the settings. */
  | { readonly kind: 'ADMIN_KEY' }
  | { readonly kind: 'TOKEN' };

/** What a caller showed, while it holds. */
export interface Credential {
  /** An API key makes none that outlives it. */
  readonly shown: Shown;
  /** When it ends by itself; undefined: never. */
  readonly expiresAt: Date | undefined;
  /**
   * Calls a function once, when the credential doesn't hold any more.
   *
   * @returns what takes the function back
   */
  whenEnded(listener: (end: CredentialEnd) => void): () => void;
}

/** Why a credential doesn't hold any more, as its client is told. */
export interface CredentialEnd {
  /**
   * REVOKED: it never holds again. EXPIRED: a new one is needed. DISCONNECTED: an administrator, or a change of what
   * the user may do, has ended what ran with it, and the same credential may begin anew.
   */
  readonly kind: 'REVOKED' | 'EXPIRED' | 'DISCONNECTED';
  readonly error: LexError;
}
