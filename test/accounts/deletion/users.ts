import { expect } from 'vitest';
import type { Database } from '../../../src/database/database.ts';
import { decodeGlobalId } from '../../../src/global-id.ts';
import type { TestServer } from '../../support/lex/start-server.ts';

/** The credential with which somebody comes to a server whose door asks for keys. */
export const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

export const EVERYTHING = 'delete everything of mine';
export const DELETE_ME =
  'mutation ($confirm: String!) { deleteMe(confirm: $confirm) { conversations messages memories jobs apiKeys } }';
export const DELETE_USER =
  'mutation ($id: ID!) { deleteUser(id: $id) { conversations messages memories jobs apiKeys } }';

export interface Receipt {
  readonly conversations: number;
  readonly messages: number;
  readonly memories: number;
  readonly jobs: number;
  readonly apiKeys: number;
}

/** A new user, with a key. */
export async function userOf({ server }: TestServer, user: string, scopes?: readonly string[]): Promise<string> {
  const order = { order: 'keys.create', user, name: 'a key', admin: false, scopes: scopes ?? null, expiresAt: null };
  const { secret } = await server.app.machine.carryOut(order);
  return secret ?? '';
}

/** What an operation of somebody answers; it must succeed. */
export async function ask<Data>({ client }: TestServer, key: string, query: string, variables = {}): Promise<Data> {
  const { data, errors } = await client.answer<Data>(query, variables, bearer(key));
  expect(errors).toBeUndefined();
  if (!data) throw new Error('No data.');
  return data;
}

/** The id of the row of whom a key lets in. */
export const idOf = async (lex: TestServer, key: string) =>
  decodeGlobalId((await ask<{ viewer: { id: string } }>(lex, key, '{ viewer { id } }')).viewer.id).id;

/** Has a user say and remember something. @returns the ids of what came of it */
export async function live(lex: TestServer, key: string) {
  const { chat } = await ask<{ chat: Record<'conversation' | 'message' | 'reply' | 'job', { id: string }> }>(
    lex,
    key,
    `mutation { chat(input: { message: "remember that my boat is called Tern", waitMs: 60000 }) {
      conversation { id } message { id } reply { id } job { id } } }`,
  );
  await ask(lex, key, 'mutation { remember(input: { content: "the anchor weighs nine kilos" }) { id } }');
  await ask(lex, key, 'mutation { remember(input: { content: "the sail is red", namespace: "sails" }) { id } }');
  return chat;
}

/** How many rows of each table are of one user: of all tables that name an owner, and of what hangs on those. */
export async function rowsOf({ prisma, pool }: Database, id: string): Promise<Record<string, number>> {
  const { rows } = await pool.query(
    `SELECT "table_name" AS "name" FROM information_schema.columns
     WHERE "table_schema" = 'public' AND "column_name" = 'ownerId'`,
  );
  const counts: Record<string, number> = { User: await prisma.user.count({ where: { id } }) };
  for (const { name } of rows as { name: string }[]) {
    const found = await pool.query(`SELECT count(*)::int AS "count" FROM "${name}" WHERE "ownerId" = $1`, [id]);
    counts[name] = Number((found.rows[0] as { count: number }).count);
  }
  return counts;
}

export const nothing = (counts: Record<string, number>) =>
  Object.fromEntries(Object.keys(counts).map((name) => [name, 0]));

/** Calls again and again until the caller is let in no more. @returns the codes of the answers */
export async function callUntilGone(call: () => Promise<string | undefined>): Promise<(string | undefined)[]> {
  const codes: (string | undefined)[] = [];
  while (codes.at(-1) !== 'UNAUTHENTICATED') codes.push(await call());
  return codes;
}
