import { execFile } from 'node:child_process';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { create } from 'tar';
import { describe, expect, it } from 'vitest';
import { BackupError } from '../../src/backup/backup-error.ts';
import { type BackupReader, readBackup } from '../../src/backup/read-backup.ts';
import { type TarEntry, writeTar } from '../../src/backup/write-tar.ts';
import { clusterFiles } from '../../src/database/embedded/cluster-files.ts';
import { createRandom } from '../support/random.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { archive, entry, HEADER } from './archive.ts';

const NEVER = new AbortController().signal;
const FILES = [['postgres/base'], ['postgres/base/1', 'one'], ['postgres/PG_VERSION', '18\n']] as const;

/** Reads a backup in pieces of some size. */
async function read(bytes: Buffer, pieceBytes = 65_536) {
  const stored: [string, string | undefined][] = [];
  const pieces = function* () {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  };
  const header = await readBackup(
    Readable.from(pieces()),
    { entry: async ({ path, content }) => void stored.push([path, content && (await text(content))]) },
    NEVER,
  );
  return { header, stored };
}

async function refusalOf(bytes: Buffer): Promise<string> {
  const error: unknown = await read(bytes).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(BackupError);
  return error instanceof BackupError ? error.message : '';
}

describe('a backup that is read', () => {
  it.each([1, 7, 511, 513, 65_536])('gives what was written, in pieces of %i bytes', async (pieceBytes) => {
    const { header, stored } = await read(await archive(FILES), pieceBytes);
    expect(header).toEqual(HEADER);
    expect(stored).toEqual([
      ['postgres/base', undefined],
      ['postgres/base/1', 'one'],
      ['postgres/PG_VERSION', '18\n'],
    ]);
  });

  it('is checked also where nobody reads what is in it', async () => {
    expect(await readBackup(Readable.from([await archive(FILES)]), {}, NEVER)).toEqual(HEADER);
  });

  it('is refused wherever it ends too early, and when a bit of it is another', async () => {
    const whole = await archive([...FILES, ['postgres/base/2', 'two '.repeat(500)]]);
    const next = createRandom(16);
    for (let at = 0; at < whole.length; at += 1 + Math.floor(next() * 16)) await refusalOf(whole.subarray(0, at));
    const before = await read(whole);
    let refused = 0;
    for (let n = 0; n < 150; n++) {
      const at = Math.floor(next() * whole.length);
      const damaged = Buffer.from(whole);
      damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << Math.floor(next() * 8)), at);
      const result: unknown = await read(damaged).catch((error: unknown) => error);
      // A few bits mean nothing to gzip, such as those of the time.
      if (result instanceof BackupError) refused++;
      else expect(result).toEqual(before);
    }
    expect(refused).toBeGreaterThan(100);
  });

  it.each([
    ['of another PostgreSQL', { ...HEADER, postgres: '17' }, 'another PostgreSQL; this version of Lex has 18'],
    ['of another format', { ...HEADER, version: 3 }, 'another version of Lex'],
    ['with a schema that leads elsewhere', { ...HEADER, schema: '../..' }, 'no backup of Lex'],
    ['with no header', {}, 'no backup of Lex'],
    ['with one that is too long', { ...HEADER, more: 'x'.repeat(10_000) }, 'no backup of Lex'],
  ])('is refused when it is %s', async (_, header, why) => {
    expect(await refusalOf(await archive(FILES, { header }))).toContain(why);
  });

  it('is refused without its end, and with other sums', async () => {
    expect(await refusalOf(await archive(FILES, { end: null }))).toContain('its end is missing');
    const end = { entries: 3, bytes: 6, sha256: '0'.repeat(64) };
    expect(await refusalOf(await archive(FILES, { end }))).toContain('its sums are others');
    expect(await refusalOf(await archive(FILES, { end: {} }))).toContain('its sums are others');
  });

  it.each(['postgres/../x', '../x', '/etc/x', 'postgres/a/../../x', 'postgres', 'postgres/.x', 'memory/x', 'x'])(
    'is refused with %s in it',
    async (path) => {
      expect(await refusalOf(await archive([[path, 'x']]))).toContain(`it has ${JSON.stringify(path)} in it`);
    },
  );

  it('ends with the reason of whoever reads it, wherever that is', async () => {
    const bytes = await archive([['postgres/1', 'x'.repeat(300_000)], ...FILES]);
    const refuse = () => {
      throw new Error('no room');
    };
    const reading = async (reader: BackupReader) => readBackup(Readable.from([bytes]), reader, NEVER);
    await expect(reading({ header: refuse })).rejects.toThrow('no room');
    await expect(reading({ entry: async () => refuse() })).rejects.toThrow('no room');
    const after = async ({ content }: TarEntry) => {
      if (content) for await (const _ of content) refuse();
    };
    await expect(reading({ entry: after })).rejects.toThrow('no room');
  });

  it('is refused when it is something else', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('hello'), gzipSync('hello'), gzipSync(Buffer.alloc(5_000))]) {
      await refusalOf(bytes);
    }
    const directory = await temporaryDirectory();
    await mkdir(join(directory, 'in'));
    await writeFile(join(directory, 'in', 'lex-backup.json'), '');
    const others = create({ gzip: true, cwd: directory }, ['in']);
    await refusalOf(await buffer(Readable.from(others)));
  });
});

describe('the files of a cluster', () => {
  async function cluster(files: Readonly<Record<string, string>>): Promise<string> {
    const path = await temporaryDirectory();
    for (const [name, content] of Object.entries({ 'global/pg_control': 'control', ...files })) {
      await mkdir(join(path, name, '..'), { recursive: true });
      await writeFile(join(path, name), content);
    }
    return path;
  }

  it('are all but what PostgreSQL makes again, with what says where to begin at the end', async () => {
    const path = await cluster({
      'base/1/2': 'table',
      'base/1/pg_internal.init': 'x',
      'base/pgsql_tmp/3': 'x',
      'pg_wal/000000010000000000000001': 'x',
      'pg_wal/archive_status/x': 'x',
      'pg_replslot/x': 'x',
      'postmaster.pid': 'x',
      'backup_label.old': 'x',
      'postgresql.conf': 'conf',
    });
    const found: [string, string | undefined][] = [];
    for await (const { path: name, content } of clusterFiles(path))
      found.push([name, content && (await text(content))]);
    expect(found.at(-1)).toEqual(['global/pg_control', 'control']);
    expect(found.slice(0, -1).sort()).toEqual([
      ['base', undefined],
      ['base/1', undefined],
      ['base/1/2', 'table'],
      ['global', undefined],
      ['pg_replslot', undefined],
      ['pg_wal', undefined],
      ['pg_wal/archive_status', undefined],
      ['postgresql.conf', 'conf'],
    ]);
  });

  it('are as long as they were when they were begun, whatever is done to them meanwhile', async () => {
    const path = await cluster({ 'base/grows': 'x'.repeat(1_000_000), 'base/shrinks': 'y'.repeat(1_000_000) });
    const sizes = new Map<string, number>();
    for await (const { path: name, size, content } of clusterFiles(path)) {
      if (!content) continue;
      await truncate(join(path, name), name === 'base/shrinks' ? 300_000 : 2_000_000);
      sizes.set(name, (await buffer(content)).length);
      expect(sizes.get(name)).toBe(size);
    }
    expect(sizes.get('base/grows')).toBe(1_000_000);
    expect(sizes.get('base/shrinks')).toBe(1_000_000);
  });
});

it('other programs can unpack an archive', async () => {
  const path = await temporaryDirectory();
  const entries = [entry('a'), entry('a/b', 'x'.repeat(513)), entry('c', '')];
  await writeFile(join(path, 'x.tar'), writeTar(Readable.from(entries)));
  const { stdout } = await promisify(execFile)('tar', ['tvf', join(path, 'x.tar')]);
  const listed = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/));
  expect(listed.map((words) => [words[0], words[2], words.at(-1)])).toEqual([
    ['drwx------', '0', 'a/'],
    ['-rw-------', '513', 'a/b'],
    ['-rw-------', '0', 'c'],
  ]);
});
