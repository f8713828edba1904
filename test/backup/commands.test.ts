import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { takeDataDirectory } from '../../src/database/data-directory.ts';
import { withDatabaseAsItIs } from '../../src/database/with-database.ts';
import { channelPath } from '../../src/edge/machine-channel.ts';
import { RecallDocument, RememberDocument } from '../../src/generated/graphql.ts';
import { atEnd } from '../support/at-end.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { type LexServer, runLex, spawnLex, startLex } from '../support/lex/lex-process.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { archive, HEADER } from './archive.ts';

let lex: LexServer;
let LEX_DATA_DIR: string;
/** A backup of the server, in which there is a memory. */
let backup: string;
beforeAll(async () => {
  LEX_DATA_DIR = await dataDirectory(atEnd);
  lex = await startLex({ LEX_DATA_DIR }, atEnd);
  await new GraphqlClient(lex.url).run(RememberDocument, { input: { content: 'The spare key is under the mat' } });
  backup = join(await temporaryDirectory(atEnd), 'a.backup');
  const made = spawnLex(['backup', '--to', backup], { LEX_DATA_DIR }, { atEnd });
  expect(await made.exited).toMatchObject({ code: 0 });
});

const emptyPlace = async () => ({ LEX_DATA_DIR: join(await temporaryDirectory(), 'data') });

/** What a server that is started there remembers of the key. */
async function recalled(environment: Record<string, string>): Promise<string[]> {
  const server = await startLex(environment);
  const { recall } = await new GraphqlClient(server.url).run(RecallDocument, { query: 'where is the spare key?' });
  server.kill('SIGTERM');
  await server.exited;
  return recall.map(({ memory }) => memory.content);
}

const REMEMBERED = ['The spare key is under the mat'];

/** A backup that a server is making, and that goes on when it is read. */
async function unreadBackup(): Promise<IncomingMessage> {
  const [response]: IncomingMessage[] = await once(
    request({ socketPath: channelPath(LEX_DATA_DIR) }).end(),
    'response',
  );
  if (!response) throw new Error('There was no answer.');
  response.on('error', () => undefined);
  return response;
}

describe('lex backup', () => {
  it('is told of in the log of what was done', async () => {
    expect((await runLex(['audit'], { LEX_DATA_DIR })).stdout).toMatch(/"the machine" \(MACHINE\) {2}BACKUP_BEGUN\n/);
  });

  it('makes one at a time, and another when the one before was left off', async () => {
    const unread = await unreadBackup();
    const to = join(await temporaryDirectory(), 'b');
    const refused = await runLex(['backup', '--to', to], { LEX_DATA_DIR });
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('being made already') });
    expect(await readdir(join(to, '..'))).toEqual([]);
    unread.destroy();
    await expect
      .poll(async () => (await runLex(['backup', '--to', to], { LEX_DATA_DIR })).code, { interval: 500 })
      .toBe(0);
    expect(await readdir(join(to, '..'))).toEqual(['b']);
  });

  it('writes to standard output, names files after the time in a directory, and keeps the newest', async () => {
    const to = await temporaryDirectory();
    const [left, mine] = ['lex-2026-01-01T00-00-00-000Z.tar.gz.77.part', 'lex-notes.txt'];
    const old = [1, 2, 3].map((day) => `lex-2026-01-0${day}T00-00-00-000Z.tar.gz`);
    for (const name of [...old, left, mine]) await writeFile(join(to, name), '');
    const kept = await runLex(['backup', '--to', to, '--keep', '2'], { LEX_DATA_DIR });
    expect(kept).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`Removed ${old[0]}.\nRemoved ${old[1]}.\n`),
    });
    const names = await readdir(to);
    expect(names).toEqual([old[2], expect.stringMatching(/^lex-\d{4}-.*Z\.tar\.gz$/), mine]);
    const piped = execFileSync(process.execPath, [join(packageRoot, 'dist', 'main.js'), 'backup'], {
      env: { LEX_DATA_DIR },
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 30,
    });
    await writeFile(join(to, 'piped'), piped);
    const check = await runLex(['restore', '--check', '--from', join(to, 'piped')], { LEX_DATA_DIR });
    expect(check).toMatchObject({ code: 0, stdout: expect.stringContaining('every table of it can be read') });
  });

  it('refuses what it can’t do, and makes nothing', async () => {
    const nowhere = await emptyPlace();
    const to = join(nowhere.LEX_DATA_DIR, '..', 'x');
    expect(await runLex(['backup', '--to', to], nowhere)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/There is no .*data/),
    });
    await mkdir(nowhere.LEX_DATA_DIR);
    const noDatabase = await runLex(['backup', '--to', to], nowhere);
    expect(noDatabase).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no database in') });
    expect(await runLex(['backup', '--to', backup], { LEX_DATA_DIR })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is there already'),
    });
    for (const args of [['--keep', '2'], ['--to', to, '--keep', '2'], ['--to', '/tmp', '--keep', '0'], ['x']]) {
      expect(await runLex(['backup', ...args], { LEX_DATA_DIR })).toMatchObject({ code: 2 });
    }
    const elsewhere = { LEX_DATA_DIR, DATABASE_URL: 'postgresql://127.0.0.1:1/x' };
    expect(await runLex(['backup'], elsewhere)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/its own tools, such as pg_dump/),
    });
    expect(await readdir(join(to, '..'))).toEqual(['data']);
  });

  it('leaves no file when the server breaks off', async () => {
    const dataDir = await temporaryDirectory();
    const directory = await takeDataDirectory(dataDir);
    const whole = Buffer.alloc(100_000);
    const server = createServer((_, response) => {
      response.writeHead(200, { 'X-Lex-About-Bytes': 1_000_000 });
      response.write(whole, () => response.destroy());
    }).listen(channelPath(dataDir));
    onTestFinished(() => {
      server.close();
      directory.release();
    });
    const to = await temporaryDirectory();
    const broken = await runLex(['backup', '--to', to], { LEX_DATA_DIR: dataDir });
    expect(broken).toMatchObject({ code: 1, stderr: expect.stringContaining('The server broke the backup off') });
    expect(await readdir(to)).toEqual([]);
  });

  it('of a server that was killed in the middle of one is as good as before', async () => {
    const place = { LEX_DATA_DIR: await temporaryDirectory() };
    expect(await runLex(['restore', '--from', backup], place)).toMatchObject({ code: 0 });
    const server = await startLex(place);
    const unread = await new Promise<IncomingMessage>((resolve) => {
      request({ socketPath: channelPath(place.LEX_DATA_DIR) }, resolve).end();
    });
    unread.on('error', () => undefined);
    server.kill('SIGKILL');
    await server.exited;
    // Where no server runs it is made all the same.
    const to = join(await temporaryDirectory(), 'c');
    expect(await runLex(['backup', '--to', to], place)).toMatchObject({ code: 0 });
    const other = await emptyPlace();
    expect(await runLex(['restore', '--from', to], other)).toMatchObject({ code: 0 });
    expect(await recalled(other)).toEqual(REMEMBERED);
  });
});

/** Only root may mount, and not in every container. */
function canMount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    execFileSync('umount', ['/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

it.runIf(canMount())(
  'a full disk fails a backup and a restore, and leaves neither (needs the right to mount)',
  async () => {
    const disk = await temporaryDirectory();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
    onTestFinished(() => void execFileSync('umount', ['-l', disk]));
    const full = await runLex(['backup', '--to', disk], { LEX_DATA_DIR });
    expect(full).toMatchObject({ code: 1, stderr: expect.stringMatching(/can't be written: ENOSPC/) });
    expect(await readdir(disk)).toEqual([]);
    const restore = await runLex(['restore', '--from', backup], { LEX_DATA_DIR: join(disk, 'data') });
    expect(restore).toMatchObject({ code: 1, stderr: expect.stringMatching(/can't be restored: ENOSPC/) });
    expect(await readdir(join(disk, 'data'))).toEqual(['lex.lock']);
  },
);

describe('lex restore', () => {
  it('replaces nothing unless it is told to, keeps what was there, and finds the memories', async () => {
    const place = { LEX_DATA_DIR: await dataDirectory() };
    const refused = await runLex(['restore', '--from', backup], place);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('There is a database in') });
    expect(await recalled(place)).toEqual([]);
    const replaced = await runLex(['restore', '--from', backup, '--replace'], place);
    expect(replaced).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/What was there before is in .*\/replaced-/),
    });
    expect(await recalled(place)).toEqual(REMEMBERED);
    const aside = (await readdir(place.LEX_DATA_DIR)).find((name) => name.startsWith('replaced-')) ?? '';
    expect((await readdir(join(place.LEX_DATA_DIR, aside))).sort()).toEqual(['files', 'memory', 'postgres', 'replies']);
  });

  it('refuses where a server runs, and what is no backup of this version, and changes nothing', async () => {
    const running = await runLex(['restore', '--from', backup, '--replace'], { LEX_DATA_DIR });
    expect(running).toMatchObject({ code: 1, stderr: expect.stringContaining('is in use by process') });
    const place = await emptyPlace();
    const file = join(place.LEX_DATA_DIR, '..', 'file');
    const bytes = await readFile(backup);
    const newer = { ...HEADER, schema: '99990101000000_newer' };
    for (const [written, why] of [
      [bytes.subarray(0, bytes.length - 1), 'no backup, or damaged'],
      [gzipSync('hello'), 'not whole'],
      [await archive([['postgres/PG_VERSION', '18']], { header: newer }), 'of a newer Lex'],
      [await archive([['postgres/PG_VERSION', '18']]), 'global/pg_control is missing'],
    ] as const) {
      await writeFile(file, written);
      const refused = await runLex(['restore', '--from', file], place);
      expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining(why) });
      expect(await readdir(place.LEX_DATA_DIR)).toEqual(['lex.lock']);
    }
    for (const args of [['--check', '--replace', '--from', backup], ['x']]) {
      expect(await runLex(['restore', ...args], place)).toMatchObject({ code: 2 });
    }
  });

  it('that is killed leaves nothing that starts, and is made again; one that is stopped leaves nothing', async () => {
    const place = await emptyPlace();
    const bytes = await readFile(backup);
    const half = join(place.LEX_DATA_DIR, '..', 'half');
    execFileSync('mkfifo', [half]);
    const unpacking = async () => {
      const restore = spawnLex(['restore', '--from', half], place);
      const fifo = await open(half, 'w');
      await fifo.write(bytes.subarray(0, bytes.length / 2));
      const cluster = join(place.LEX_DATA_DIR, 'restoring', 'postgres');
      await expect.poll(() => readdir(cluster).catch(() => [])).not.toEqual([]);
      return { restore, fifo };
    };
    const stopped = await unpacking();
    stopped.restore.kill('SIGTERM');
    expect(await stopped.restore.exited).toMatchObject({ code: 1 });
    expect(stopped.restore.stderr).toContain('Stopped: nothing was restored.');
    await stopped.fifo.close();
    expect(await readdir(place.LEX_DATA_DIR)).toEqual(['lex.lock']);

    const killed = await unpacking();
    killed.restore.kill('SIGKILL');
    await killed.restore.exited;
    await killed.fifo.close();
    const serve = await runLex(['serve'], { ...place, PORT: '0' });
    expect(serve).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('was broken off: run `lex restore` again'),
    });
    expect(await runLex(['restore', '--from', backup], place)).toMatchObject({ code: 0 });
    expect(await recalled(place)).toEqual(REMEMBERED);
  });

  it('finds a damaged page, which no start shows', async () => {
    const place = { LEX_DATA_DIR: await temporaryDirectory() };
    expect(await runLex(['restore', '--from', backup], place)).toMatchObject({ code: 0 });
    const log = pino({ level: 'silent' });
    const path = await withDatabaseAsItIs({ dataDir: place.LEX_DATA_DIR }, { log, packageRoot }, async ({ pool }) => {
      const { rows } = await pool.query(`SELECT pg_relation_filepath('"Memory"') AS path`);
      return String(rows[0]?.['path']);
    });
    const table = await open(join(place.LEX_DATA_DIR, 'postgres', path), 'r+');
    await table.write(Buffer.from('damage'), 0, 6, 8_000);
    await table.close();
    const to = join(await temporaryDirectory(), 'd');
    expect(await runLex(['backup', '--to', to], place)).toMatchObject({ code: 0 });
    const check = await runLex(['restore', '--check', '--from', to], place);
    expect(check).toMatchObject({ code: 1, stderr: expect.stringMatching(/its database is damaged \(invalid page/) });
  });
});
