import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { BadUserInputError, ConflictError, LexError, NotFoundError } from '../../errors.ts';
import type { EventBus } from '../../events/event-bus.ts';
import { parseInput, wellFormedText } from '../../parse-input.ts';
import { type Actor, actorOf, MACHINE } from '../audit/audit-entry.ts';
import type { Caller, Owner, Scope, Viewer } from '../viewer.ts';
import { type ApiKey, type MadeKey, MOST_LISTED, type NewKey } from './api-key.ts';
import type { ApiKeyStore } from './api-key-store.ts';
import { CREDENTIALS } from './credential-events.ts';
import { hashOf, makeKey, prefixOf } from './key-format.ts';

/** API keys, and who may make which. */
export interface ApiKeyService {
  /**
   * Makes a key for the caller: with no scope that the caller hasn't, and no longer life than a key that they showed. A
   * key that has a limit of its own makes none: by others it would have no limit.
   *
   * @throws {LexError} FORBIDDEN for a scope that the caller hasn't, and for a key that has a limit of its own
   * @throws {ConflictError} when they have as many keys as they may have
   */
  create(caller: Caller, key: NewKey): Promise<MadeKey>;
  /** Makes a key for any user, for whoever runs the server. ADMIN is for administrators. */
  createFor(owner: Viewer, key: NewKey): Promise<MadeKey>;
  /** The keys of each of these users, newest first, revoked and expired ones too. */
  listOf(ownerIds: readonly string[]): Promise<ApiKey[][]>;
  /** Keys of a user, in the order of the ids; null for what isn't theirs. */
  byIds(owner: Owner, ids: readonly string[]): Promise<(ApiKey | null)[]>;
  /**
   * Ends a key, and all that runs with it, on all processes. Ending it again changes nothing.
   *
   * @param caller whose it must be; undefined: anybody's, for whoever runs the server
   * @throws {NotFoundError} when there is no such key, or it is somebody else's
   */
  revoke(caller: Caller | undefined, id: string): Promise<ApiKey>;
}

/** The most keys that one user has at a time, not counting those that were revoked. */
const MOST_KEYS = 100;
const DEFAULT_SCOPES: readonly Scope[] = ['READ', 'CHAT'];

const newKey = z.object({
  name: wellFormedText({ min: 1, max: 100 }),
  // With fewer a key could hardly ask for anything.
  pointsPerMinute: z.int().min(100).max(1_000_000_000).nullish(),
});

export function createApiKeyService({
  store,
  events,
}: {
  readonly store: ApiKeyStore;
  readonly events: EventBus;
}): ApiKeyService {
  async function make(
    owner: Owner,
    { expiresAt, scopes: _, ...given }: NewKey,
    { scopes, by }: { readonly scopes: readonly Scope[]; readonly by: Actor },
  ): Promise<MadeKey> {
    const { name, pointsPerMinute } = parseInput(newKey, given);
    if (expiresAt && expiresAt.getTime() <= Date.now()) throw new BadUserInputError('expiresAt takes a time to come.');
    const secret = makeKey();
    const key = {
      id: randomUUID(),
      ownerId: owner.id,
      name,
      prefix: prefixOf(secret),
      scopes: [...new Set(scopes)],
      pointsPerMinute: pointsPerMinute ?? null,
      expiresAt: expiresAt ?? null,
    };
    const apiKey = await store.add(key, hashOf(secret), { most: MOST_KEYS, by });
    if (!apiKey) throw new ConflictError(`A user has up to ${MOST_KEYS} keys: revoke one that isn't used.`);
    return { apiKey, secret };
  }

  return {
    async create(caller, key) {
      if (caller.keyLimit) throw new LexError('FORBIDDEN', 'A key with a limit of its own makes no other keys.');
      const scopes = key.scopes ?? DEFAULT_SCOPES.filter((each) => caller.scopes.includes(each));
      const missing = scopes.find((each) => !caller.scopes.includes(each));
      if (missing) throw new LexError('FORBIDDEN', `A key can't have the scope ${missing}, which its maker hasn't.`);
      // A token proves who somebody is for a while; a key is something that they have.
      const latest = caller.credential?.shown.kind === 'KEY' ? caller.credential.expiresAt : undefined;
      const expiresAt = key.expiresAt ?? latest;
      if (latest && expiresAt && expiresAt.getTime() > latest.getTime()) {
        throw new LexError(
          'FORBIDDEN',
          `A key can't outlive the one that makes it, which ends ${latest.toISOString()}.`,
        );
      }
      return make(caller, { ...key, expiresAt }, { scopes, by: actorOf(caller) });
    },
    async createFor(owner, key) {
      const scopes = key.scopes ?? DEFAULT_SCOPES;
      if (scopes.includes('ADMIN') && owner.role !== 'ADMIN') {
        throw new ConflictError('Only an administrator has keys with the scope ADMIN.');
      }
      return make(owner, key, { scopes, by: MACHINE });
    },
    async listOf(ownerIds) {
      const keys = await store.listOf(ownerIds, MOST_LISTED);
      return ownerIds.map((id) => keys.filter(({ ownerId }) => ownerId === id));
    },
    byIds: async (owner, ids) => (await store.byIds(owner.id, ids)).map((key) => key ?? null),
    async revoke(caller, id) {
      const key = await store.revoke(id, caller?.id, caller ? actorOf(caller) : MACHINE);
      if (!key) throw new NotFoundError('key');
      events.publish(CREDENTIALS, { key: id });
      return key;
    },
  };
}
