import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { pino } from 'pino';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { Closing } from '../../src/closing.ts';
import { readConfig } from '../../src/config/config.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { DELETE_ME, EVERYTHING } from '../accounts/deletion/users.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { runLex, startLex } from '../support/lex/lex-process.ts';
import { startFakeProvider } from '../support/models/fake-provider.ts';
import { sharedPostgres } from '../support/servers/shared-postgres.ts';
import { whyNoPostgres } from '../support/servers/start-postgres.ts';
import { startRedis, type TestRedis, whyNoRedis } from '../support/servers/start-redis.ts';
import { runThrough } from './full-run.ts';
import { foundIn, marksOf, plantSecrets, plantTexts } from './planted.ts';

const ISSUER = 'https://login.example.com/';

/** A deployment with planted secrets, and who comes to it. */
interface Deployment {
  readonly settings: Record<string, string>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly redis?: TestRedis;
  /** Gets what lets an administrator and a user in; what the server tells of that is looked through as well. */
  enter(lex: (...args: string[]) => Promise<string>): Promise<{ admin: string; users: readonly [string, string] }>;
}

async function embedded(): Promise<Deployment> {
  const secrets = plantSecrets(['adminKey', 'openai', 'anthropic', 'compatible']);
  const { adminKey = '', ...keys } = secrets;
  return {
    secrets,
    settings: { ...providerKeys(keys), LEX_AUTH: 'keys', LEX_ADMIN_KEY: adminKey },
    async enter(lex) {
      const make = async (name: string) => (await lex('keys', 'create', '--user', name)).trim();
      return { admin: adminKey, users: [await make('Ada'), await make('Bo')] };
    },
  };
}

async function scaled(): Promise<Deployment> {
  const secrets = plantSecrets(['jwt', 'postgres', 'redis', 'openai', 'anthropic', 'compatible']);
  const { jwt = '', postgres = '', redis: redisPassword = '', ...keys } = secrets;
  const [server, redis] = [await sharedPostgres(), await startRedis()];
  onTestFinished(() => server.close());
  onTestFinished(() => redis.close());
  await redis.connect().config('SET', 'requirepass', redisPassword);
  const withPassword = (address: string, password: string) => {
    const url = new URL(address);
    url.password = password;
    return url.href;
  };
  const token = (sub: string, role = 'user') =>
    new SignJWT({ role })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(sub)
      .setIssuer(ISSUER)
      .setAudience('lex')
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(jwt));
  return {
    secrets,
    redis: { ...redis, url: withPassword(redis.url, redisPassword) },
    settings: {
      ...providerKeys(keys),
      DATABASE_URL: withPassword(await server.createMigratedDatabase(), postgres),
      REDIS_URL: withPassword(redis.url, redisPassword),
      LEX_AUTH: 'jwt',
      LEX_JWT_SECRET: jwt,
      LEX_JWT_ISSUER: ISSUER,
      LEX_JWT_AUDIENCE: 'lex',
      LEX_JWT_ROLE_CLAIM: 'role',
    },
    enter: async () => ({ admin: await token('root', 'admin'), users: [await token('Ada'), await token('Bo')] }),
  };
}

const providerKeys = ({ openai = '', anthropic = '', compatible = '' }: Readonly<Record<string, string>>) => ({
  OPENAI_API_KEY: openai,
  ANTHROPIC_API_KEY: anthropic,
  COMPATIBLE_API_KEY: compatible,
});

/** Everything in a Redis, but for what is a user's text by design: the logs of replies, and kept answers. */
async function everythingIn(redis: TestRedis) {
  const { Redis } = await import('ioredis');
  const client = new Redis(redis.url);
  onTestFinished(() => void client.disconnect());
  const byDesign = /:(reply|cache:entry):/;
  const all: string[] = [];
  const own: string[] = [];
  for (const key of await client.keys('*')) {
    const readers: Record<string, () => Promise<unknown>> = {
      string: () => client.get(key),
      hash: () => client.hgetall(key),
      list: () => client.lrange(key, 0, -1),
      set: () => client.smembers(key),
      zset: () => client.call('ZRANGE', key, '0', '-1'),
      stream: () => client.xrange(key, '-', '+'),
    };
    const value = await readers[await client.type(key)]?.();
    const line = `${key} ${JSON.stringify(value)}`;
    all.push(line);
    if (!byDesign.test(key)) own.push(line);
  }
  return { all: all.join('\n'), own: own.join('\n') };
}

/** All rows of a database as text, by table. */
async function rowsByTable(settings: Record<string, string>): Promise<ReadonlyMap<string, string>> {
  const opened = new Closing();
  const surroundings = { packageRoot, log: pino({ level: 'silent' }), onLost: () => undefined };
  const { database } = await openDatabase(readConfig(settings), surroundings, opened);
  try {
    const { rows } = await database.pool.query(
      `SELECT "table_name" AS "name" FROM information_schema.tables WHERE "table_schema" = 'public'`,
    );
    const tables = new Map<string, string>();
    for (const { name } of rows as { name: string }[]) {
      // The result of a summary is what a user and a model said, by design.
      const text =
        name === 'Job'
          ? `CASE WHEN "kind" = 'SUMMARIZE_CONVERSATION' THEN to_jsonb(t) - 'result' ELSE to_jsonb(t) END`
          : 'to_jsonb(t)';
      const found = await database.pool.query(`SELECT string_agg((${text})::text, E'\\n') AS "text" FROM "${name}" t`);
      tables.set(name, String((found.rows[0] as { text: string | null }).text ?? ''));
    }
    return tables;
  } finally {
    await opened.close();
  }
}

/** Where what users write belongs. */
const TEXT_TABLES = ['User', 'Conversation', 'Message', 'BranchSummary', 'Memory', 'MemoryVersion', 'StoredFile'];
TEXT_TABLES.push('Document', 'MessageWords', 'TitleWords');

const missing = whyNoPostgres() ?? whyNoRedis();
describe.each([
  { name: 'embedded, with keys', open: embedded, lacks: undefined },
  { name: 'on PostgreSQL and Redis, with tokens', open: scaled, lacks: missing },
])('$name', ({ open, lacks }) => {
  beforeEach(({ skip }) => skip(lacks !== undefined, lacks));

  it('no secret and nothing that users write is in logs, metrics, jobs, errors or the audit log', async () => {
    const deployment = await open();
    const provider = await startFakeProvider();
    onTestFinished(() => provider.close());
    const settings = {
      ...deployment.settings,
      LEX_DATA_DIR: await dataDirectory(),
      COMPATIBLE_BASE_URL: provider.url,
      LEX_MODEL: 'compatible/any',
      LEX_LOG_LEVEL: 'trace',
      LEX_RATE_CHATS: '1000',
    };
    const lex = await startLex(settings);
    const told: string[] = [];
    const { admin, users } = await deployment.enter(async (...args) => {
      const exit = await runLex(args, settings);
      told.push(exit.stderr);
      return exit.stdout;
    });
    const texts = [plantTexts(), plantTexts()] as const;
    const secrets = [...Object.values(deployment.secrets), admin, ...users];
    const client = new GraphqlClient(lex.url);
    const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

    // Before anything that doesn't hold is shown: after that, keys which were never seen here have to wait.
    for (const user of [admin, ...users]) {
      const made = await client.answer<{ createApiKey: { secret: string } }>(
        'mutation { createApiKey(name: "x") { secret } }',
        {},
        bearer(user),
      );
      secrets.push(made.data?.createApiKey.secret ?? '');
    }
    const failures: unknown[] = [];
    for (const [index, user] of users.entries()) {
      const nearMisses = [...Object.values(deployment.secrets), admin, user].map((each) => `${each}x`).slice(0, 6);
      const providerKey = deployment.secrets['compatible'] ?? '';
      failures.push(
        ...(await runThrough({ lex, provider, user, nearMisses, providerKey, texts: texts[index] ?? texts[0] })),
      );
    }
    expect(failures.length).toBeGreaterThan(10);
    const { errors } = await client.answer(DELETE_ME, { confirm: EVERYTHING }, bearer(users[1]));
    expect(errors).toBeUndefined();

    const audit = await client.answer(
      '{ auditLog(first: 100) { edges { node { actorName keyPrefix targetName details } } } }',
      {},
      bearer(admin),
    );
    expect(JSON.stringify(audit)).toContain('Ada');
    const status = await client.answer('{ status { state components { name state detail } } }', {}, bearer(admin));
    const metrics = await (await fetch(`${lex.url}/metrics`, { headers: bearer(admin) })).text();
    expect(metrics).toContain('lex_graphql_operations_total');
    for (const args of [['config'], ['audit'], ['users', 'list'], ['keys', 'list']]) {
      const exit = await runLex(args, settings);
      told.push(exit.stdout, exit.stderr);
    }
    const redis = deployment.redis && (await everythingIn(deployment.redis));
    lex.kill('SIGTERM');
    await lex.exited;
    const file = join(settings.LEX_DATA_DIR, 'export.jsonl');
    const exported = await runLex(['export', '--to', file], settings);
    expect(exported.code).toBe(0);
    told.push(exported.stdout, exported.stderr, lex.stdout, lex.stderr);

    const marks = texts.flatMap(marksOf);
    expect(lex.stderr).toContain('model call failed');
    expect(foundIn(told.join('\n'), [...secrets, ...marks])).toEqual([]);
    expect(foundIn(JSON.stringify([failures, audit, status, metrics]), [...secrets, ...marks])).toEqual([]);
    expect(foundIn(await readFile(file, 'utf8'), secrets)).toEqual([]);
    if (redis) {
      expect(foundIn(redis.all, secrets)).toEqual([]);
      expect(foundIn(redis.own, marks)).toEqual([]);
    }
    const tables = await rowsByTable(settings);
    expect(foundIn(tables.get('Message') ?? '', marksOf({ message: texts[0].message }))).toHaveLength(1);
    for (const [name, rows] of tables) {
      expect([name, foundIn(rows, secrets)]).toEqual([name, []]);
      expect([name, foundIn(rows, marksOf(texts[1]))]).toEqual([name, []]);
      if (!TEXT_TABLES.includes(name)) expect([name, foundIn(rows, marks)]).toEqual([name, []]);
    }
  });
});
