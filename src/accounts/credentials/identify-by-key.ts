import { timingSafeEqual } from 'node:crypto';
import { LexError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { AccountStore } from '../account-store.ts';
import type { ApiKeyStore, KeyWithOwner } from '../keys/api-key-store.ts';
import { hashOf, isKey } from '../keys/key-format.ts';
import { SCOPES } from '../keys/scopes.ts';
import { type Identified, scopesFor } from './identified.ts';
import { FIRST_ADMIN } from './named-users.ts';

/** How often the use of a key is written down at most, in milliseconds. */
const NOTED_EVERY_MS = 300_000;

export interface KeySurroundings {
  readonly keys: Pick<ApiKeyStore, 'findByHash' | 'noteUse'>;
  readonly accounts: Pick<AccountStore, 'find' | 'ensureNamed'>;
  /** The key of the first administrator, if the operator has set one. */
  readonly adminKey: string | undefined;
  readonly log: Logger;
}

/** Finds whom an API key lets in: the operator's own, or one that is stored. */
export function createIdentifyByKey({ keys, accounts, adminKey, log }: KeySurroundings) {
  const adminHash = adminKey === undefined ? undefined : hashOf(adminKey);

  return async (secret: string): Promise<Identified> => {
    const hash = hashOf(secret);
    if (adminHash && timingSafeEqual(hash, adminHash)) {
      const user =
        (await accounts.find(FIRST_ADMIN.identity)) ??
        (await accounts.ensureNamed(FIRST_ADMIN.identity, { name: FIRST_ADMIN.name, role: 'ADMIN' }, 'ADMIN_KEY'));
      const shown = { kind: 'ADMIN_KEY' } as const;
      return {
        user,
        scopes: scopesFor(SCOPES, user),
        shown,
        keyId: undefined,
        keyLimit: undefined,
        expiresAt: undefined,
      };
    }
    const key = isKey(secret) ? await keys.findByHash(hash) : undefined;
    if (!key || !timingSafeEqual(hash, key.hash)) throw new LexError('UNAUTHENTICATED', 'This key is not known here.');
    if (key.revokedAt) throw new LexError('UNAUTHENTICATED', 'This key was revoked: make another.');
    noteUse(key);
    return {
      user: key.owner,
      scopes: scopesFor(key.scopes, key.owner),
      shown: { kind: 'KEY', prefix: key.prefix },
      keyId: key.id,
      keyLimit: key.pointsPerMinute === null ? undefined : { keyId: key.id, points: key.pointsPerMinute },
      expiresAt: key.expiresAt ?? undefined,
    };
  };

  /** Nobody waits for it: a use that isn't noted harms nothing. */
  function noteUse({ id, lastUsedAt }: KeyWithOwner): void {
    const since = new Date(Date.now() - NOTED_EVERY_MS);
    if (lastUsedAt && lastUsedAt > since) return;
    keys.noteUse(id, since).catch((error: unknown) => log.warn({ err: error }, 'the use of a key was not noted'));
  }
}
