import type { Database } from '../../database/database.ts';
import { inOrder } from '../../database/in-order.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import type { Actor } from '../audit/audit-entry.ts';
import type { AuditNote, AuditStore } from '../audit/audit-store.ts';
import type { Scope, Viewer } from '../viewer.ts';
import type { ApiKey } from './api-key.ts';

/** A key with the user to whom it belongs. */
export interface KeyWithOwner extends ApiKey {
  readonly hash: Uint8Array;
  readonly owner: Viewer & { readonly epoch: number };
}

/** What may change of a key while something runs with it. */
export interface KeyStanding {
  readonly ownerId: string;
  readonly revoked: boolean;
  readonly scopes: readonly Scope[];
}

/** The rows of keys. What is done to them is written down with it. */
export interface ApiKeyStore {
  /** Adds a key unless its owner has `most` that aren't revoked, however many are added at once; undefined then. */
  add(
    key: Pick<ApiKey, 'id' | 'ownerId' | 'name' | 'prefix' | 'scopes' | 'pointsPerMinute' | 'expiresAt'>,
    hash: Uint8Array,
    options: { readonly most: number; readonly by: Actor },
  ): Promise<ApiKey | undefined>;
  findByHash(hash: Uint8Array): Promise<KeyWithOwner | undefined>;
  /** The keys of these users, newest first, up to `most` for all of them together. */
  listOf(ownerIds: readonly string[], most: number): Promise<ApiKey[]>;
  /** Keys of a user, in the order of the ids. */
  byIds(ownerId: string, ids: readonly string[]): Promise<(ApiKey | undefined)[]>;
  /** Revokes a key unless that was done; undefined when the owner has no such key. Without an owner, anybody's. */
  revoke(id: string, ownerId: string | undefined, by: Actor): Promise<ApiKey | undefined>;
  /** How keys stand now, by their ids; one that is gone is missing. */
  standings(ids: readonly string[]): Promise<ReadonlyMap<string, KeyStanding>>;
  /** Notes that a key is used, unless a use after `since` is noted. */
  noteUse(id: string, since: Date): Promise<void>;
}

const omit = { hash: true, number: true } as const;

export function createApiKeyStore(
  { prisma, run }: Pick<Database, 'prisma' | 'run'>,
  audit: Pick<AuditStore, 'expressions'>,
): ApiKeyStore {
  const find = async (id: string, ownerId: string | undefined) =>
    (await prisma.apiKey.findFirst({ where: { id, ...(ownerId !== undefined && { ownerId }) }, omit })) ?? undefined;
  return {
    async add({ id, ownerId, name, prefix, scopes, pointsPerMinute, expiresAt }, hash, { most, by }) {
      const details = { ownerId, scopes, pointsPerMinute, expiresAt: expiresAt?.toISOString() ?? null };
      const made: AuditNote = { actor: by, action: 'KEY_CREATED', target: { id, name: prefix }, details };
      // The lock on their owner lets one count and add after the other; a statement that begins after it sees the rest.
      await prisma.$transaction([
        prisma.$queryRaw`SELECT 1 FROM "User" WHERE "id" = ${ownerId}::uuid FOR NO KEY UPDATE`,
        prisma.$executeRaw`
          WITH "added" AS (
            INSERT INTO "ApiKey"
              ("id", "ownerId", "name", "prefix", "scopes", "pointsPerMinute", "expiresAt", "hash")
            SELECT ${id}::uuid, ${ownerId}::uuid, ${name}, ${prefix}, ${[...scopes]}::"KeyScope"[],
              ${pointsPerMinute}::int, ${expiresAt}::timestamptz, ${hash}
            WHERE (SELECT count(*) FROM "ApiKey" WHERE "ownerId" = ${ownerId}::uuid AND "revokedAt" IS NULL) < ${most}
            RETURNING "id"
          ), ${audit.expressions(made, Prisma.sql`FROM "added"`)} SELECT 1`,
      ]);
      return find(id, ownerId);
    },
    async findByHash(hash) {
      const [row] = await run<Omit<KeyWithOwner, 'owner'> & { ownerName: string; role: Viewer['role']; epoch: number }>(
        Prisma.sql`SELECT k."id", k."ownerId", k."name", k."prefix", k."hash", k."scopes"::text[] AS "scopes",
            k."pointsPerMinute", k."createdAt", k."lastUsedAt", k."expiresAt", k."revokedAt",
            u."name" AS "ownerName", u."role"::text AS "role", u."epoch"
          FROM "ApiKey" k JOIN "User" u ON u."id" = k."ownerId" WHERE k."hash" = ${hash}`,
      );
      if (!row) return undefined;
      const { ownerName, role, epoch, ...key } = row;
      return { ...key, owner: { id: key.ownerId, name: ownerName, role, epoch } };
    },
    listOf: (ownerIds, take) =>
      prisma.apiKey.findMany({ where: { ownerId: { in: [...ownerIds] } }, orderBy: { number: 'desc' }, take, omit }),
    async byIds(ownerId, ids) {
      const keys = await prisma.apiKey.findMany({ where: { ownerId, id: { in: [...ids] } }, omit });
      return inOrder(ids, keys, ({ id }) => id);
    },
    async revoke(id, ownerId, by) {
      const mine = ownerId === undefined ? Prisma.empty : Prisma.sql`AND "ownerId" = ${ownerId}::uuid`;
      const revoked: AuditNote = {
        actor: by,
        action: 'KEY_REVOKED',
        target: { id, name: Prisma.sql`"prefix"` },
        details: Prisma.sql`jsonb_build_object('ownerId', "ownerId")`,
      };
      await prisma.$executeRaw`
        WITH "revoked" AS (
          UPDATE "ApiKey" SET "revokedAt" = now() WHERE "id" = ${id}::uuid AND "revokedAt" IS NULL ${mine}
          RETURNING "prefix", "ownerId"
        ), ${audit.expressions(revoked, Prisma.sql`FROM "revoked"`)} SELECT 1`;
      return find(id, ownerId);
    },
    async standings(ids) {
      const select = { id: true, ownerId: true, revokedAt: true, scopes: true } as const;
      const keys = await prisma.apiKey.findMany({ where: { id: { in: [...ids] } }, select });
      return new Map(keys.map(({ id, revokedAt, ...key }) => [id, { ...key, revoked: revokedAt !== null }]));
    },
    async noteUse(id, since) {
      const where = { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: since } }] };
      await prisma.apiKey.updateMany({ where, data: { lastUsedAt: new Date() } });
    },
  };
}
