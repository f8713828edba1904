import type { KeyLimit } from '../../rates/rates.ts';
import type { Scope, Shown, Viewer } from '../viewer.ts';

/** What a key or a token that holds says, as the database has it now. */
export interface Identified {
  readonly user: Viewer & { readonly epoch: number };
  readonly scopes: readonly Scope[];
  readonly shown: Shown;
  /** Of an API key. */
  readonly keyId: string | undefined;
  /** Of an API key that has one. */
  readonly keyLimit: KeyLimit | undefined;
  /** When it ends by itself. */
  readonly expiresAt: Date | undefined;
}

/** The scopes that hold for a user: ADMIN is for administrators, whatever a key says. */
export function scopesFor(scopes: readonly Scope[], { role }: Pick<Viewer, 'role'>): readonly Scope[] {
  return role === 'ADMIN' ? scopes : scopes.filter((each) => each !== 'ADMIN');
}
