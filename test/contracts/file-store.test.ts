import { createHash } from 'node:crypto';
import { chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readS3Address } from '../../src/config/kinds/s3-address.ts';
import { openDiskFileStore } from '../../src/files/disk-file-store.ts';
import {
  FileMissingError,
  type FileStore,
  FileTooLargeError,
  StoreUnavailableError,
} from '../../src/files/file-store.ts';
import { openS3FileStore } from '../../src/files/s3/s3-file-store.ts';
import { type S3Server, startS3Server } from '../support/servers/s3-server.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

let s3: S3Server;
beforeAll(async () => {
  s3 = await startS3Server();
});
afterAll(() => s3.close());

async function openS3(url = s3.url, silentMs?: number): Promise<FileStore> {
  const address = readS3Address(url);
  if (!address) throw new Error('not an address');
  const spoolDir = join(await temporaryDirectory(), 'spool');
  const store = await openS3FileStore(address, { spoolDir, ...(silentMs !== undefined && { silentMs }) });
  onTestFinished(() => store.close());
  return store;
}

const KINDS = [
  { name: 'disk', open: async () => openDiskFileStore(await temporaryDirectory()) },
  { name: 'S3', open: () => openS3() },
];

const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));

async function* pieces(content: Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

async function all({ content }: { content: AsyncIterable<Uint8Array> }): Promise<Buffer> {
  const read: Uint8Array[] = [];
  for await (const piece of content) read.push(piece);
  return Buffer.concat(read);
}

const LIMIT = { limit: 1_000_000 };
let made = 0;
const newKey = () => `key-${made++}`;

describe.each(KINDS)('files on $name', ({ open }) => {
  it('gives back what was written, and says how much it is', async () => {
    const store = await open();
    const key = newKey();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(await store.write(key, pieces(bytes), LIMIT)).toEqual({ bytes: bytes.length, sha256 });
    const read = await store.read(key);
    expect(read.bytes).toBe(bytes.length);
    expect((await all(read)).equals(bytes)).toBe(true);
  });

  it('keeps a file without a byte', async () => {
    const store = await open();
    const key = newKey();
    expect(await store.write(key, pieces(new Uint8Array()), LIMIT)).toMatchObject({ bytes: 0 });
    const read = await store.read(key);
    expect([read.bytes, (await all(read)).length]).toEqual([0, 0]);
  });

  it('reads a part, to its last byte', async () => {
    const store = await open();
    const key = newKey();
    await store.write(key, pieces(bytes), LIMIT);
    const read = await store.read(key, { range: { start: 100_000, end: 100_009 } });
    expect(read.bytes).toBe(10);
    expect((await all(read)).equals(bytes.subarray(100_000, 100_010))).toBe(true);
    const last = await store.read(key, { range: { start: bytes.length - 1, end: bytes.length - 1 } });
    expect([...(await all(last))]).toEqual([bytes.at(-1)]);
  });

  it('replaces what is under a key', async () => {
    const store = await open();
    const key = newKey();
    await store.write(key, pieces(bytes), LIMIT);
    await store.write(key, pieces(Buffer.from('short')), LIMIT);
    expect((await all(await store.read(key))).toString()).toBe('short');
  });

  it('refuses more than the limit, and nothing is there', async () => {
    const store = await open();
    const key = newKey();
    await expect(store.write(key, pieces(bytes), { limit: 199_999 })).rejects.toThrow(FileTooLargeError);
    await expect(store.read(key)).rejects.toThrow(FileMissingError);
    await store.write(key, pieces(bytes), { limit: 200_000 });
  });

  it('keeps nothing of content that breaks off, and tells why it did', async () => {
    const store = await open();
    const key = newKey();
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half');
      throw new RangeError('the other half is missing');
    }
    await expect(store.write(key, broken(), LIMIT)).rejects.toThrow(RangeError);
    await expect(store.read(key)).rejects.toThrow(FileMissingError);
  });

  it('keeps nothing of what is stopped, also where nothing comes any more', async () => {
    const store = await open();
    const key = newKey();
    const stop = new AbortController();
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half');
      stop.abort(new RangeError('enough'));
      await new Promise(() => undefined);
    }
    await expect(store.write(key, endless(), { ...LIMIT, signal: stop.signal })).rejects.toThrow('enough');
    await expect(store.read(key)).rejects.toThrow(FileMissingError);
  });

  it('removes, and again without complaint', async () => {
    const store = await open();
    const [one, other, kept] = [newKey(), newKey(), newKey()];
    for (const key of [one, other, kept]) await store.write(key, pieces(bytes), LIMIT);
    await store.remove([one, other]);
    await store.remove([one, 'never-there']);
    await expect(store.read(one)).rejects.toThrow(FileMissingError);
    expect((await store.read(kept)).bytes).toBe(bytes.length);
  });

  it.each(['../out', '..', 'a/b', '', 'A', 'a'.repeat(65), 'a\0'])('takes no key such as %j', async (key) => {
    const store = await open();
    await expect(store.write(key, pieces(bytes), LIMIT)).rejects.toThrow('no key');
    await expect(store.read(key)).rejects.toThrow('no key');
    await expect(store.remove([key])).rejects.toThrow('no key');
  });
});

describe('files on disk', () => {
  it('are in the same place when the directory is opened again, and what was half written is gone', async () => {
    const root = await temporaryDirectory();
    const store = await openDiskFileStore(root);
    await store.write('key', pieces(bytes), LIMIT);
    void store.write('half', never(), LIMIT).catch(() => undefined);
    await expect.poll(() => readdir(join(root, 'partial'))).toHaveLength(1);
    const again = await openDiskFileStore(root);
    expect(again.place).toBe(store.place);
    expect(await readdir(join(root, 'partial'))).toEqual([]);
    expect((await again.read('key')).bytes).toBe(bytes.length);
    expect((await openDiskFileStore(await temporaryDirectory())).place).not.toBe(store.place);
  });

  it.skipIf(process.getuid?.() === 0)('say that they can not be stored where the disk takes nothing', async () => {
    const root = await temporaryDirectory();
    const store = await openDiskFileStore(root);
    await chmod(join(root, 'partial'), 0o500);
    await expect(store.write('key', pieces(bytes), LIMIT)).rejects.toThrow(StoreUnavailableError);
  });

  async function* never(): AsyncGenerator<Uint8Array> {
    yield bytes;
    await new Promise(() => undefined);
  }
});

describe('files on S3', () => {
  it('lie under the prefix of the address', async () => {
    const store = await openS3();
    await store.write('in-its-place', pieces(bytes), LIMIT);
    expect(s3.objects.has('some/place/in-its-place')).toBe(true);
  });

  it('are refused to those whose secret is another', async () => {
    const store = await openS3(s3.strangersUrl);
    await expect(store.write('foreign', pieces(bytes), LIMIT)).rejects.toThrow(StoreUnavailableError);
    await expect(store.read('foreign')).rejects.toThrow(StoreUnavailableError);
    expect(s3.objects.has('some/place/foreign')).toBe(false);
  });

  it('are stored all the same when the store is busy for a moment', async () => {
    const store = await openS3();
    s3.refuse(2);
    await store.write('busy', pieces(bytes), LIMIT);
    expect(s3.objects.get('some/place/busy')?.equals(bytes)).toBe(true);
  });

  it('tell a reader that the store broke off, and never that this was the end', async () => {
    const store = await openS3();
    await store.write('cut', pieces(bytes), LIMIT);
    s3.breakAfter(1_000);
    onTestFinished(() => s3.breakAfter(undefined));
    await expect(store.read('cut').then(all)).rejects.toThrow(StoreUnavailableError);
  });

  it('say that they are not to be had when nobody is there', async () => {
    const gone = await startS3Server();
    const store = await openS3(gone.url);
    await gone.close();
    await expect(store.read('any')).rejects.toThrow(StoreUnavailableError);
  });
});
