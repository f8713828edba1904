import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { hashOf, makeKey, prefixOf } from '../../../src/accounts/keys/key-format.ts';
import { inParts, insertRows } from './insert.ts';

/** Somebody who has a key. */
export interface KeyHolder {
  readonly id: string;
  readonly key: string;
}

/** @returns their ids */
export async function fillUsers(client: pg.Client, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  await inParts(ids, (part) =>
    insertRows(
      client,
      'User',
      [
        ['id', 'uuid', (id) => id],
        ['name', 'text', (id) => `User ${id.slice(0, 8)}`],
        ['issuer', 'text', () => 'lex'],
        ['subject', 'text', (id) => id],
      ],
      part,
    ),
  );
  return ids;
}

/** Makes users, and a key for each, with which they may read and chat. */
export async function fillKeyHolders(client: pg.Client, count: number): Promise<KeyHolder[]> {
  const holders = (await fillUsers(client, count)).map((id) => ({ id, key: makeKey() }));
  await client.query(
    `INSERT INTO "ApiKey" ("id", "ownerId", "name", "prefix", "hash", "scopes")
     SELECT gen_random_uuid(), g."ownerId", 'bench', g."prefix", g."hash"::bytea, '{READ,CHAT}'::"KeyScope"[]
     FROM unnest($1::uuid[], $2::text[], $3::text[]) g("ownerId", "prefix", "hash")`,
    [
      holders.map(({ id }) => id),
      holders.map(({ key }) => prefixOf(key)),
      holders.map(({ key }) => `\\x${hashOf(key).toString('hex')}`),
    ],
  );
  return holders;
}
