import { beforeAll, describe, expect, it } from 'vitest';
import { createAuditStore } from '../../../src/accounts/audit/audit-store.ts';
import { encodeGlobalId } from '../../../src/global-id.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';
import { ask, bearer, DELETE_ME, DELETE_USER, EVERYTHING, userOf } from '../deletion/users.ts';

const ADMIN_KEY = 'an-administrators-key-of-more-than-32-characters';

interface Entry {
  readonly at: string;
  readonly action: string;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly credential: string;
  readonly keyPrefix: string | null;
  readonly targetId: string | null;
  readonly targetName: string | null;
  readonly details: unknown;
}
interface Log {
  readonly auditLog: {
    readonly totalCount: number;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly edges: readonly { readonly cursor: string; readonly node: Entry }[];
  };
}
const LOG = `query ($first: Int, $after: String) { auditLog(first: $first, after: $after) {
  totalCount pageInfo { hasNextPage endCursor }
  edges { cursor node {
    at action actorId actorName credential keyPrefix targetId targetName details } } } }`;

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer({ LEX_AUTH: 'keys', LEX_ADMIN_KEY: ADMIN_KEY, LEX_AUDIT_DAYS: '30' });
});

const entries = async () =>
  (await ask<Log>(lex, ADMIN_KEY, LOG, { first: 100 })).auditLog.edges.map(({ node }) => node);
/** What was written down, newest first, while something was done. */
async function writtenBy(work: () => Promise<unknown>): Promise<Entry[]> {
  const before = (await entries()).length;
  await work();
  const after = await entries();
  return after.slice(0, after.length - before);
}
const idOf = async (key: string) => (await ask<{ viewer: { id: string } }>(lex, key, '{ viewer { id } }')).viewer.id;
const carryOut = (order: object) => lex.server.app.machine.carryOut(order);

describe('the audit log', () => {
  it('has each deed of an administrator, a key and the machine once, with who did it and to whom', async () => {
    let mia = '';
    const made = await writtenBy(async () => {
      mia = await userOf(lex, 'Mia');
    });
    const id = await idOf(mia);
    const prefix = mia.slice(0, 12);
    const machine = { actorId: null, actorName: 'the machine', credential: 'MACHINE', keyPrefix: null };
    expect(made).toMatchObject([
      {
        ...machine,
        action: 'KEY_CREATED',
        targetName: prefix,
        details: { scopes: ['READ', 'CHAT'], pointsPerMinute: null },
      },
      { ...machine, action: 'USER_CREATED', targetId: id, targetName: 'Mia', details: { role: 'USER' } },
    ]);
    const byMia = { actorId: id, actorName: 'Mia', credential: 'KEY', keyPrefix: prefix };
    let key = { id: '', prefix: '' };
    const second = await writtenBy(async () => {
      const create = 'mutation { createApiKey(name: "a script") { apiKey { id prefix } } }';
      key = (await ask<{ createApiKey: { apiKey: typeof key } }>(lex, mia, create)).createApiKey.apiKey;
    });
    expect(second).toMatchObject([{ ...byMia, action: 'KEY_CREATED', targetId: key.id, targetName: key.prefix }]);
    const revoke = `mutation { revokeApiKey(id: "${key.id}") { id } }`;
    const revoked = await writtenBy(async () => [await ask(lex, mia, revoke), await ask(lex, mia, revoke)]);
    expect(revoked).toMatchObject([{ ...byMia, action: 'KEY_REVOKED', targetId: key.id, targetName: key.prefix }]);

    const admin = await idOf(ADMIN_KEY);
    const byAdmin = { actorId: admin, actorName: 'admin', credential: 'ADMIN_KEY', keyPrefix: null };
    const did = await writtenBy(async () => {
      await ask(lex, ADMIN_KEY, `mutation { disconnectUser(id: "${id}") }`);
      await ask(lex, ADMIN_KEY, 'mutation { rebuildMemory { id } }');
      await ask(lex, ADMIN_KEY, 'mutation { checkMemory { id } }');
      await ask(lex, mia, 'mutation { checkMemory { id } }');
      await ask(lex, ADMIN_KEY, DELETE_USER, { id });
    });
    expect(did).toMatchObject([
      { ...byAdmin, action: 'USER_DELETED', targetId: id, targetName: 'Mia' },
      { ...byAdmin, action: 'MEMORY_CHECK_REQUESTED', targetId: null },
      { ...byAdmin, action: 'MEMORY_REBUILD_REQUESTED', targetId: null },
      { ...byAdmin, action: 'USER_DISCONNECTED', targetId: id, targetName: 'Mia' },
    ]);
    const bo = await userOf(lex, 'Bo');
    const bosId = await idOf(bo);
    expect(await writtenBy(() => ask(lex, bo, DELETE_ME, { confirm: EVERYTHING }))).toMatchObject([
      { action: 'SELF_DELETED', actorId: bosId, actorName: 'Bo', credential: 'KEY', targetId: bosId, targetName: 'Bo' },
    ]);
    const first = (await entries()).at(-1);
    expect(first).toMatchObject({ ...machine, action: 'USER_CREATED', targetName: 'You' });
  });

  it('has every order of the machine', async () => {
    await userOf(lex, 'Kim');
    const orders = await writtenBy(async () => {
      await carryOut({ order: 'keys.list' });
      await carryOut({ order: 'users.list' });
      await carryOut({ order: 'users.disconnect', user: 'Kim' });
      await carryOut({ order: 'users.delete', user: 'Kim', confirmed: false });
      await carryOut({ order: 'users.delete', user: 'Kim', confirmed: true });
      await carryOut({ order: 'users.giveLocal', user: 'admin', confirmed: false });
      await carryOut({ order: 'audit.list', last: 3 });
    });
    expect(orders.map(({ action, targetName, actorName }) => [action, targetName, actorName])).toEqual(
      [
        ['KEYS_LISTED', null],
        ['USERS_LISTED', null],
        ['USER_DISCONNECTED', 'Kim'],
        ['PROPERTY_COUNTED', 'Kim'],
        ['USER_DELETED', 'Kim'],
        ['PROPERTY_COUNTED', 'admin'],
        ['AUDIT_LISTED', null],
      ]
        .reverse()
        .map((each) => [...each, 'the machine']),
    );
    const { lines } = await carryOut({ order: 'audit.list', last: 2 });
    expect(lines).toEqual([
      expect.stringMatching(/^\d{4}-.*Z {2}"the machine" \(MACHINE\) {2}AUDIT_LISTED$/),
      expect.stringMatching(/AUDIT_LISTED$/),
    ]);
  });

  it('has nothing of what was refused', async () => {
    const eve = await userOf(lex, 'Eve');
    const id = encodeGlobalId('User', '00000000-0000-4000-8000-0000000000aa');
    const refused = await writtenBy(async () => {
      for (const [key, query, variables] of [
        [eve, 'mutation { rebuildMemory { id } }', {}],
        [eve, DELETE_ME, { confirm: 'yes' }],
        [eve, `mutation { disconnectUser(id: "${id}") }`, {}],
        [ADMIN_KEY, `mutation { disconnectUser(id: "${id}") }`, {}],
        [ADMIN_KEY, DELETE_USER, { id }],
        [eve, 'mutation { createApiKey(name: "wide", scopes: [ADMIN]) { secret } }', {}],
      ] as const) {
        expect((await lex.client.answer(query, variables, bearer(key))).errors).toHaveLength(1);
      }
    });
    expect(refused).toEqual([]);
  });

  it('is for administrators, page by page', async () => {
    const eve = await userOf(lex, 'Eve');
    const { errors } = await lex.client.answer(LOG, { first: 1 }, bearer(eve));
    expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    const all = await entries();
    const found: Entry[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { auditLog }: Log = await ask<Log>(lex, ADMIN_KEY, LOG, { first: 7, after });
      expect(auditLog.totalCount).toBe(all.length);
      found.push(...auditLog.edges.map(({ node }) => node));
      after = auditLog.pageInfo.endCursor;
      more = auditLog.pageInfo.hasNextPage;
    }
    expect(found).toEqual(all);
  });

  it('keeps entries for its days: older ones are never shown, and go with new ones and by the sweep', async () => {
    const { pool, prisma } = lex.database;
    const age = async (days: number) => {
      await pool.query(
        `INSERT INTO "AuditEntry" ("at", "actorName", "credential", "action")
         SELECT now() - make_interval(days => $1::int), 'somebody', 'NONE', 'KEYS_LISTED' FROM generate_series(1, 15)`,
        [days],
      );
    };
    await age(29);
    await age(31);
    const shown = (await entries()).filter(({ actorName }) => actorName === 'somebody');
    expect(shown).toHaveLength(15);
    const old = () => prisma.auditEntry.count({ where: { at: { lt: new Date(Date.now() - 30 * 86_400_000) } } });
    expect(await old()).toBe(15);
    await carryOut({ order: 'users.list' });
    expect(await old()).toBe(5);
    const store = createAuditStore(lex.database, { days: 30 });
    expect([await store.deleteOutdated(), await store.deleteOutdated()]).toEqual([5, 0]);
    expect((await entries()).filter(({ actorName }) => actorName === 'somebody')).toHaveLength(15);
  });
});
