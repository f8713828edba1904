import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RecallDocument, RememberDocument } from '../../src/generated/graphql.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { runLex, startLex } from '../support/lex/lex-process.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** Starts a server that is expected not to come up. @returns the one line that it says why with */
async function reasonOf(environment: Record<string, string>, command = 'serve'): Promise<string> {
  const { code, signal, stdout, stderr } = await runLex([command], { PORT: '0', ...environment });
  expect({ code, signal, stdout }).toEqual({ code: 1, signal: null, stdout: '' });
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(/^lex: .*\n$/);
  return stderr.trimEnd();
}

/** A hash for each file of a directory. */
async function hashesOf(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(
      files.sort().map(async (file) => [
        file,
        createHash('sha256')
          .update(await readFile(file))
          .digest('hex'),
      ]),
    ),
  );
}

describe('a server that cannot start says so in one line and ends with 1', () => {
  it('when its port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(async () => void other.close());
    await once(other, 'listening');
    const address = other.address();
    const port = String(typeof address === 'object' && address ? address.port : 0);
    const LEX_DATA_DIR = await dataDirectory();
    expect(await reasonOf({ LEX_DATA_DIR, PORT: port })).toContain(`port ${port} on 127.0.0.1 is in use`);
    // It gave the directory back.
    await startLex({ LEX_DATA_DIR });
  });

  it('when a live process has the data directory; after that was killed it starts', async () => {
    const LEX_DATA_DIR = await dataDirectory();
    const first = await startLex({ LEX_DATA_DIR });
    for (const command of ['serve', 'work', 'migrate'])
      expect(await reasonOf({ LEX_DATA_DIR }, command)).toContain(`in use by process ${first.pid}`);
    first.kill('SIGKILL');
    await first.exited;
    await startLex({ LEX_DATA_DIR });
  });

  it('when the data directory cannot be written', async () => {
    const parent = await temporaryDirectory();
    const file = join(parent, 'file');
    await writeFile(file, 'kept');
    expect(await reasonOf({ LEX_DATA_DIR: file })).toContain(`${file} is a file, not a directory: set LEX_DATA_DIR`);
    for (const path of [join(file, 'data'), join(parent, 'x'.repeat(300)), '/proc/lex/data']) {
      expect(await reasonOf({ LEX_DATA_DIR: path })).toMatch(/can't be written \(E[A-Z]+\): set LEX_DATA_DIR/);
    }
    expect(await readFile(file, 'utf8')).toBe('kept');
  });

  it.each<[string, string, (postgres: string) => Promise<void>]>([
    ['lacks its version', 'PG_VERSION is missing', (path) => rm(join(path, 'PG_VERSION'))],
    ['is of another PostgreSQL', 'it is of PostgreSQL "17"', (path) => writeFile(join(path, 'PG_VERSION'), '17\n')],
    ['lacks its control file', 'pg_control is missing', (path) => rm(join(path, 'global', 'pg_control'))],
    ['has half a control file', 'pg_control is not whole', (path) => truncate(join(path, 'global', 'pg_control'), 99)],
    [
      'has an overwritten control file',
      'its files are damaged',
      (path) => writeFile(join(path, 'global', 'pg_control'), Buffer.alloc(8_192)),
    ],
    ['has lost its log', 'its files are damaged', (path) => rm(join(path, 'pg_wal'), { recursive: true })],
  ])('when the database %s, and leaves what is there as it is', async (_, reason, damage) => {
    const LEX_DATA_DIR = await dataDirectory();
    const postgres = join(LEX_DATA_DIR, 'postgres');
    await damage(postgres);
    const before = await hashesOf(postgres);
    const said = await reasonOf({ LEX_DATA_DIR });
    expect(said).toContain(reason);
    expect(said).toContain('restore it from a backup, or set LEX_DATA_DIR to another directory');
    expect(await hashesOf(postgres)).toEqual(before);
  });

  it.each([
    [
      'knows a migration that this version does not',
      'newer than this version of Lex: update Lex',
      `
      INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at", "applied_steps_count")
      VALUES ('next', 'x', '99990101000000_next', now(), 1)`,
    ],
    ['had a migration with other SQL', 'restore the right version', `UPDATE "_prisma_migrations" SET "checksum" = 'x'`],
  ])('when the database %s', async (_, reason, sql) => {
    const LEX_DATA_DIR = await dataDirectory();
    const db = await PGlite.create(join(LEX_DATA_DIR, 'postgres'));
    await db.exec(sql);
    await db.close();
    expect(await reasonOf({ LEX_DATA_DIR })).toContain(reason);
    expect(await reasonOf({ LEX_DATA_DIR }, 'migrate')).toContain(reason);
  });

  it('when it would let in everybody', async () => {
    expect(await reasonOf({ HOST: '0.0.0.0' })).toContain('HOST is "0.0.0.0"');
  });

  it('when DATABASE_URL leads nowhere, without telling the password', async () => {
    const LEX_DATA_DIR = await temporaryDirectory();
    const said = await reasonOf({ LEX_DATA_DIR, DATABASE_URL: 'postgresql://lex:hunter2@127.0.0.1:1/lex' });
    expect(said).toContain("DATABASE_URL can't be reached");
    expect(said).not.toContain('hunter2');
  });

  it.each([
    ['a file of certificates that is not there', 'postgresql://u:hunter2@127.0.0.1:1/db?sslrootcert=/nowhere'],
    ['a socket that is not there', 'postgresql:///db?host=/nowhere&password=hunter2'],
    ['a name that leads nowhere', 'postgresql://u:hunter2@nowhere.invalid/db'],
  ])('when DATABASE_URL has %s', async (_, DATABASE_URL) => {
    const said = await reasonOf({ LEX_DATA_DIR: await temporaryDirectory(), DATABASE_URL });
    expect(said).toContain("DATABASE_URL can't be reached");
    expect(said).not.toContain('hunter2');
  });

  it.each(['replies', 'memory'])('when what should be the directory of %s is a file', async (name) => {
    const LEX_DATA_DIR = await dataDirectory();
    await writeFile(join(LEX_DATA_DIR, name), '');
    expect(await reasonOf({ LEX_DATA_DIR })).toMatch(new RegExp(`${name} can't be opened \\(E[^)]*\\). Check that`));
  });

  it('when settings are unknown or bad, a line for each', async () => {
    const { code, stderr } = await runLex(['serve'], { LEX_MODLE: 'x', LEX_ROLE: 'boss', PORT: '99999' });
    expect(code).toBe(1);
    expect(stderr.trimEnd().split('\n')).toEqual([
      'lex: LEX_MODLE is not a setting of Lex; `lex config` lists those it has.',
      'lex: PORT is "99999"; it takes a whole number from 0 to 65535.',
      'lex: LEX_ROLE is "boss"; it takes one of all, serve, work.',
    ]);
  });
});

describe('a data directory whose database is whole', () => {
  it.each([
    ['memory', 'overwritten', Buffer.alloc(32_768, 'x')],
    ['memory', 'cut short', Buffer.alloc(100)],
    ['replies', 'overwritten', Buffer.alloc(32_768, 'x')],
  ])('lets a server start although the store of %s was %s, which it puts aside', async (store, _, content) => {
    const LEX_DATA_DIR = await dataDirectory();
    await mkdir(join(LEX_DATA_DIR, store));
    await writeFile(join(LEX_DATA_DIR, store, 'data.mdb'), content);
    const lex = await startLex({ LEX_DATA_DIR });
    expect(lex.stderr).toContain('a damaged store was moved aside');
    const aside = (await readdir(LEX_DATA_DIR)).find((name) => name.startsWith(`${store}.damaged-`)) ?? '';
    expect(await readFile(join(LEX_DATA_DIR, aside, 'data.mdb'))).toEqual(content);
    expect((await fetch(`${lex.url}/health/ready`)).status).toBe(200);
  });

  it('finds every memory again, although the store of them was destroyed', async () => {
    const LEX_DATA_DIR = await dataDirectory();
    const first = await startLex({ LEX_DATA_DIR });
    const input = { key: 'bike', content: 'my bike is red' };
    await new GraphqlClient(first.url).run(RememberDocument, { input });
    first.kill('SIGKILL');
    await first.exited;
    await writeFile(join(LEX_DATA_DIR, 'memory', 'data.mdb'), 'x'.repeat(32_768));
    const second = await startLex({ LEX_DATA_DIR });
    const { recall } = await new GraphqlClient(second.url).run(RecallDocument, { query: 'which bike?' });
    expect(recall.map(({ memory }) => memory.content)).toEqual(['my bike is red']);
  });
});
