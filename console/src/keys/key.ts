import type { ApiKeyScope, KeyPartsFragment, Role } from '../generated/graphql.ts';

export type Key = KeyPartsFragment;

/** Whether it lets nobody in any more. */
export function hasEnded({ revokedAt, expiresAt }: Key, now = Date.now()): boolean {
  return Boolean(revokedAt) || (Boolean(expiresAt) && Date.parse(expiresAt ?? '') <= now);
}

/**
 * What a new key can be let do: what the caller may. A caller with one of the keys has its scopes; with another
 * credential, what their role has.
 */
export function grantableScopes(role: Role, ownKey: Key | undefined): readonly ApiKeyScope[] {
  return ownKey?.scopes ?? (role === 'ADMIN' ? ['READ', 'CHAT', 'ADMIN'] : ['READ', 'CHAT']);
}

/** Which of the keys the page was opened with, if any. @param shown what the page shows the server */
export function ownKeyOf(keys: readonly Key[], shown: string | undefined): Key | undefined {
  return keys.find(({ prefix }) => shown?.startsWith(prefix));
}
