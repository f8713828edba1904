import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { findBinaries, OwnPostgres, type PostgresServer } from './postgres-server.ts';

export type { PostgresServer };

/** A PostgreSQL for the tests of one file. */
export interface TestPostgres {
  /** Of a user who may create databases. */
  readonly adminUrl: string;
  /** Makes an empty database. @returns its `DATABASE_URL` */
  createDatabase(): Promise<string>;
  /** Stops and starts the server; undefined when it is one that others use as well. */
  readonly server: PostgresServer | undefined;
  close(): Promise<void>;
}

/**
 * Why tests that need PostgreSQL can't be run here, or undefined when they can.
 *
 * @throws when this is a CI run: there it must be, or nobody would notice that nothing is tested
 */
export function whyNoPostgres(): string | undefined {
  if (process.env.TEST_DATABASE_URL || findBinaries() !== undefined) return undefined;
  const reason = 'there is neither TEST_DATABASE_URL nor a PostgreSQL to start';
  if (process.env.CI === 'true') throw new Error(reason);
  return reason;
}

/**
 * Takes the server at `TEST_DATABASE_URL`, or starts one on a free port with its files in a temporary directory. For
 * tests that stop, pause or configure it, and for what runs outside of the suite; others take `sharedPostgres()`.
 *
 * @param options.detached whether Ctrl-C in the terminal passes it by. @default false
 */
export async function startPostgres({ detached = false }: { readonly detached?: boolean } = {}): Promise<TestPostgres> {
  const given = process.env.TEST_DATABASE_URL;
  const own = given ? undefined : await OwnPostgres.create(detached);
  const adminUrl = given ?? own?.url ?? '';
  const databases = createTestDatabases(adminUrl);
  return {
    adminUrl,
    createDatabase: () => databases.create(),
    server: own,
    close: () => (own ? own.remove() : databases.drop()),
  };
}

/** Databases with names that nobody else has. */
export interface TestDatabases {
  /** @param template what it is a copy of; nobody may be connected to that. @default an empty one */
  create(template?: string): Promise<string>;
  /** Drops those it made, whoever is connected to them. */
  drop(): Promise<void>;
}

/** @param adminUrl of a user who may create databases */
export function createTestDatabases(adminUrl: string): TestDatabases {
  const names: string[] = [];
  return {
    async create(template) {
      const name = `lex_test_${randomUUID().replaceAll('-', '')}`;
      await query(adminUrl, `CREATE DATABASE ${name}${template ? ` TEMPLATE ${template}` : ''}`);
      names.push(name);
      const url = new URL(adminUrl);
      url.pathname = `/${name}`;
      return url.href;
    },
    async drop() {
      for (const name of names) await query(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/** Runs one statement on a connection of its own. @returns its rows */
export async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
