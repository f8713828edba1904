import { beforeAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../../src/global-id.ts';
import { openAcknowledged } from '../../support/clients/raw-socket.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';
import { ask, bearer, DELETE_USER, live, userOf } from '../deletion/users.ts';

const ADMIN_KEY = 'an-administrators-key-of-more-than-32-characters';
const PER_USER = 5_000;

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly allowedDailyTokens: number | null;
}
interface Users {
  readonly users: {
    readonly totalCount: number;
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
    readonly edges: readonly { readonly node: Listed }[];
  };
}
const LIST = `query ($first: Int, $after: String, $search: String) {
  users(first: $first, after: $after, search: $search) { totalCount pageInfo { endCursor hasNextPage }
    edges { node { id: userId name role createdAt conversations messages memories storedBytes tokensToday
      dailyTokenLimit allowedDailyTokens } } } }`;
const UPDATE = `mutation ($id: ID!, $allowedDailyTokens: Int) {
  updateUser(id: $id, allowedDailyTokens: $allowedDailyTokens) { id: userId name allowedDailyTokens } }`;

let lex: TestServer;
beforeAll(async () => {
  const settings = { LEX_AUTH: 'keys', LEX_ADMIN_KEY: ADMIN_KEY, LEX_DAILY_TOKENS_PER_USER: String(PER_USER) };
  lex = await startTestServer(settings);
});

const list = async (variables: object = {}) => (await ask<Users>(lex, ADMIN_KEY, LIST, variables)).users;
const found = async (search: string) => (await list({ search })).edges.map(({ node }) => node);
async function only(search: string): Promise<Listed> {
  const [user, ...others] = await found(search);
  if (!user || others.length > 0) throw new Error(`There is not one ${search}.`);
  return user;
}
const codeOf = async (key: string, query: string, variables: Record<string, unknown> = {}) =>
  (await lex.client.answer(query, variables, bearer(key))).errors?.[0]?.extensions?.code;

describe('all users', () => {
  it('are listed newest first, page by page, each once, with how much they have', async () => {
    const mia = await userOf(lex, 'Mia');
    for (const name of ['Ada', 'Bo', 'Cy']) await userOf(lex, name);
    await live(lex, mia);
    const names: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const page: Users['users'] = await list({ first: 2, after });
      names.push(...page.edges.map(({ node }) => node.name));
      expect(page.totalCount).toBe(6);
      ({ endCursor: after, hasNextPage: more } = page.pageInfo);
    }
    // Whom the key of the settings lets in is made when it is first used; the local user is there from the beginning.
    expect(names).toEqual(['admin', 'Cy', 'Bo', 'Ada', 'Mia', 'You']);

    const [{ stored }, user] = [
      await ask<{ stored: { bytes: number } }>(lex, mia, '{ stored { bytes } }'),
      await only('Mia'),
    ];
    // What she said is remembered as well.
    const memories = await lex.database.prisma.memory.count({ where: { owner: { name: 'Mia' } } });
    expect(memories).toBeGreaterThanOrEqual(2);
    const counted = { role: 'USER', conversations: 1, messages: 2, memories, storedBytes: stored.bytes };
    expect(user).toMatchObject({ ...counted, tokensToday: 0, dailyTokenLimit: null, allowedDailyTokens: null });
    const nothing = { conversations: 0, messages: 0, memories: 0, storedBytes: 0, tokensToday: 0 };
    expect(await only('Bo')).toMatchObject(nothing);
  });

  it('are found by a part of their names, in any case and with or without accents, and by the new one', async () => {
    await userOf(lex, 'Łucja Ångström');
    await userOf(lex, '100% sure_thing');
    expect(await found('ucja ang')).toMatchObject([{ name: 'Łucja Ångström' }]);
    expect(await found('ÅNGSTRO\u0308M')).toMatchObject([{ name: 'Łucja Ångström' }]);
    expect(await found('0% s')).toMatchObject([{ name: '100% sure_thing' }]);
    expect(await found('sure%thing')).toEqual([]);
    expect(await found('e_t')).toMatchObject([{ name: '100% sure_thing' }]);
    await lex.database.pool.query(`UPDATE "User" SET "name" = 'Zoë' WHERE "name" LIKE 'Łucja%'`);
    expect([await found('ucja'), await found('zoe')]).toMatchObject([[], [{ name: 'Zoë' }]]);
    expect(await codeOf(ADMIN_KEY, LIST, { search: 'a\0' })).toBe('BAD_USER_INPUT');
    expect(await codeOf(ADMIN_KEY, LIST, { search: 'x'.repeat(201) })).toBe('BAD_USER_INPUT');
  });

  it('are disconnected and deleted by the ids that the list gives', async () => {
    const kim = await userOf(lex, 'Kim');
    const socketUrl = `${lex.url.replace('http', 'ws')}/graphql`;
    const socket = await openAcknowledged({ socketUrl }, bearer(kim));
    const { id } = await only('Kim');
    expect(await ask(lex, kim, '{ viewer { id } }')).toEqual({ viewer: { id } });
    await ask(lex, ADMIN_KEY, `mutation { disconnectUser(id: "${id}") }`);
    expect(await socket.closed).toBe(4403);
    await ask(lex, ADMIN_KEY, DELETE_USER, { id });
    expect(await found('Kim')).toEqual([]);
  });

  it('are for keys of administrators with the scope ADMIN, for no others', async () => {
    const eve = await userOf(lex, 'Eve');
    const made = await ask<{ createApiKey: { secret: string } }>(
      lex,
      ADMIN_KEY,
      'mutation { createApiKey(name: "narrow", scopes: [READ, CHAT]) { secret } }',
    );
    const { id } = await only('Eve');
    for (const key of [eve, made.createApiKey.secret]) {
      expect(await codeOf(key, LIST)).toBe('FORBIDDEN');
      expect(await codeOf(key, UPDATE, { id, allowedDailyTokens: 1 })).toBe('FORBIDDEN');
    }
    expect(await only('Eve')).toMatchObject({ allowedDailyTokens: null });
  });
});

describe('what a user is allowed in a day', () => {
  const limitOf = async (key: string) =>
    (await ask<{ usage: { today: { limit: number | null } } }>(lex, key, '{ usage { today { limit } } }')).usage.today
      .limit;
  const wish = (key: string, tokens: number | null) =>
    lex.client.answer('mutation ($n: Int) { updateViewer(dailyTokenLimit: $n) { id } }', { n: tokens }, bearer(key));

  it('is set by an administrator, to more or less than the server’s, and the user’s own wish stays below', async () => {
    const key = await userOf(lex, 'Ole');
    const { id } = await only('Ole');
    const allow = (allowedDailyTokens: number | null) => ask(lex, ADMIN_KEY, UPDATE, { id, allowedDailyTokens });
    expect(await limitOf(key)).toBe(PER_USER);
    expect((await wish(key, PER_USER + 1)).errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    expect(await allow(2 * PER_USER)).toEqual({
      updateUser: { id, name: 'Ole', allowedDailyTokens: 2 * PER_USER },
    });
    expect(await limitOf(key)).toBe(2 * PER_USER);
    expect((await wish(key, PER_USER + 1)).errors).toBeUndefined();
    expect(await limitOf(key)).toBe(PER_USER + 1);
    await allow(100);
    expect(await limitOf(key)).toBe(100);
    expect((await wish(key, 101)).errors?.[0]).toMatchObject({
      message: expect.stringContaining('up to 100'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
    await allow(null);
    expect(await limitOf(key)).toBe(PER_USER);
    await wish(key, null);
    await allow(0);
    expect(await limitOf(key)).toBe(0);
  });

  it('is written down when it changes, with what was and what is', async () => {
    await userOf(lex, 'Pia');
    const { id } = await only('Pia');
    for (const allowedDailyTokens of [7, 7, null]) await ask(lex, ADMIN_KEY, UPDATE, { id, allowedDailyTokens });
    // Nothing is given, so nothing changes.
    expect(await ask(lex, ADMIN_KEY, UPDATE, { id })).toMatchObject({ updateUser: { allowedDailyTokens: null } });
    const log = await ask<{ auditLog: { edges: { node: Record<string, unknown> }[] } }>(
      lex,
      ADMIN_KEY,
      '{ auditLog(first: 3) { edges { node { action actorName targetId targetName details } } } }',
    );
    const entry = { action: 'USER_UPDATED', actorName: 'admin', targetId: id, targetName: 'Pia' };
    expect(log.auditLog.edges.map(({ node }) => node)).toMatchObject([
      { ...entry, details: { allowedDailyTokens: { from: 7, to: null } } },
      { ...entry, details: { allowedDailyTokens: { from: null, to: 7 } } },
      { action: 'USERS_LISTED', actorName: 'admin', targetId: null },
    ]);
  });

  it('is none of who isn’t there, and no number below nothing', async () => {
    const id = encodeGlobalId('User', '00000000-0000-4000-8000-0000000000aa');
    for (const variables of [{ id, allowedDailyTokens: 1 }, { id }]) {
      expect(await codeOf(ADMIN_KEY, UPDATE, variables)).toBe('NOT_FOUND');
    }
    const [{ id: known } = { id }] = await found('');
    expect(await codeOf(ADMIN_KEY, UPDATE, { id: known, allowedDailyTokens: -1 })).toBe('BAD_USER_INPUT');
  });
});
