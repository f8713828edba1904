import type { JWTPayload } from 'jose';
import type { ChangeJournal } from '../../cache/change-journal.ts';
import type { AccountStore } from '../account-store.ts';
import { type Identified, scopesFor } from '../credentials/identified.ts';
import { SCOPES } from '../keys/scopes.ts';
import type { Viewer } from '../viewer.ts';
import type { ReadToken } from './read-token.ts';

/** Where a token says what its user may do. */
export interface RoleClaim {
  /** A claim by its name, or one within another with dots between the names. */
  readonly claim: string;
  /** Its value, or one of its values, for administrators. */
  readonly admin: string;
}

export interface TokenSurroundings {
  readonly read: (token: string) => Promise<ReadToken>;
  readonly accounts: Pick<AccountStore, 'find' | 'ensureNamed' | 'change'>;
  readonly journal: ChangeJournal;
  readonly issuer: string;
  /** Undefined: tokens don't say it, and users keep the role that they have here. */
  readonly role: RoleClaim | undefined;
}

/**
 * Finds whom a token lets in. A user is made at first sight, and has the name and, where a claim tells it, the role of
 * the token that was seen last.
 */
export function createIdentifyByToken({ read, accounts, journal, issuer, role: roleClaim }: TokenSurroundings) {
  return async (token: string): Promise<Identified> => {
    const { subject, expiresAt, claims } = await read(token);
    const name = nameIn(claims) ?? subject;
    const role = roleClaim && roleIn(claims, roleClaim);
    const identity = { issuer, subject };
    const known =
      (await accounts.find(identity)) ??
      (await accounts.ensureNamed(identity, { name, role: role ?? 'USER' }, 'TOKEN'));
    const user = { ...known, name, role: role ?? known.role };
    if (user.name !== known.name || user.role !== known.role) {
      await accounts.change(user.id, { name, role: user.role });
      await journal.record(user.id, ['Viewer']);
    }
    const shown = { kind: 'TOKEN' } as const;
    return { user, scopes: scopesFor(SCOPES, user), shown, keyId: undefined, keyLimit: undefined, expiresAt };
  };
}

/** What a person is called, in one line of at most 100 characters (OpenID Connect Core, 5.1). */
function nameIn(claims: JWTPayload): string | undefined {
  for (const claim of ['name', 'preferred_username', 'email']) {
    const value = claims[claim];
    if (typeof value !== 'string') continue;
    const name = [...value.toWellFormed().replaceAll(/\p{Cc}+/gu, ' ')].slice(0, 100).join('').trim();
    if (name !== '') return name;
  }
  return undefined;
}

function roleIn(claims: JWTPayload, { claim, admin }: RoleClaim): Viewer['role'] {
  const value = Object.hasOwn(claims, claim) ? claims[claim] : valueAt(claims, claim.split('.'));
  const values = Array.isArray(value) ? value : [value];
  return values.includes(admin) ? 'ADMIN' : 'USER';
}

function valueAt(claims: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return claims;
  if (typeof claims !== 'object' || claims === null) return undefined;
  const own = Object.getOwnPropertyDescriptor(claims, name);
  return own ? valueAt(own.value, rest) : undefined;
}
