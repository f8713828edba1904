import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { syncDirectory } from '../database/embedded/sync-tree.ts';
import { messageOf } from '../errors.ts';
import { FileMissingError, type FileStore, type ReadBytes, type ReadOptions, requireKey } from './file-store.ts';
import { FilesUnavailableError } from './files-unavailable-error.ts';
import { spool } from './spool.ts';

/** Where files lie that aren't whole yet. */
const PARTIAL = 'partial';
/** Holds the id of the directory, by which rows name it. */
const PLACE = 'place';
const PLACE_FORM = /^disk-[\da-f-]{36}$/;

/**
 * Opens a directory of files, which one process at a time has, and drops what was being written when the last one died.
 *
 * A file is written under another name, brought to the disk, and renamed: it is there whole or not at all. Files lie in
 * directories named after the first two characters of their keys.
 *
 * @throws {FilesUnavailableError} when it can't be read or written
 */
export async function openDiskFileStore(root: string): Promise<FileStore> {
  const place = await ofDisk(() => prepare(root));
  const pathOf = (key: string): string => pathIn(root, key);

  return {
    place,
    async write(key, content, options) {
      const path = pathOf(key);
      const partial = join(root, PARTIAL, `${key}.${randomUUID()}`);
      const written = await spool(partial, content, options);
      try {
        await ofDisk(async () => {
          await mkdir(dirname(path), { recursive: true, mode: 0o700 });
          await rename(partial, path);
          await syncDirectory(dirname(path));
          await syncDirectory(root);
        });
      } catch (error) {
        await rm(partial, { force: true });
        throw error;
      }
      return written;
    },
    read: (key, options = {}) => readFrom(pathOf(key), options),
    async remove(keys) {
      const paths = keys.map(pathOf);
      await ofDisk(async () => {
        for (const path of paths) await rm(path, { force: true });
      });
    },
    close: async () => undefined,
  };
}

/**
 * The same to be read alone, which changes nothing, be it that a process has the directory open.
 *
 * @returns undefined where there is none
 */
export async function openDiskFileReader(root: string): Promise<Pick<FileStore, 'place' | 'read'> | undefined> {
  const place = await ofDisk(() => placeOf(root));
  return place === undefined ? undefined : { place, read: (key, options = {}) => readFrom(pathIn(root, key), options) };
}

function pathIn(root: string, key: string): string {
  return join(root, requireKey(key).slice(0, 2), key);
}

async function readFrom(path: string, { range, signal }: ReadOptions): Promise<ReadBytes> {
  return ofDisk(async () => {
    signal?.throwIfAborted();
    const file = await open(path, 'r').catch((error: unknown) => {
      throw isMissing(error) ? new FileMissingError() : error;
    });
    const { size } = await file.stat();
    const { start, end } = range ?? { start: 0, end: size - 1 };
    const bytes = Math.max(0, Math.min(end, size - 1) - start + 1);
    if (bytes === 0) {
      await file.close();
      return { bytes, content: nothing() };
    }
    const content = file.createReadStream({ start, end, ...(signal && { signal }) });
    // Also when nobody reads it any more: its end must not end the process.
    content.on('error', () => undefined);
    return { bytes, content };
  });
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** @returns the id of the directory, which is made with it */
async function prepare(root: string): Promise<string> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  await rm(join(root, PARTIAL), { recursive: true, force: true });
  await mkdir(join(root, PARTIAL), { mode: 0o700 });
  const known = await placeOf(root);
  if (known !== undefined) return known;
  const path = join(root, PLACE);
  const place = `disk-${randomUUID()}`;
  const partial = join(root, PARTIAL, PLACE);
  await pipeline([`${place}\n`], createWriteStream(partial, { mode: 0o600, flush: true }));
  await rename(partial, path);
  await syncDirectory(root);
  return place;
}

/** The id of the directory; undefined where it has none. */
async function placeOf(root: string): Promise<string | undefined> {
  const known = await readFile(join(root, PLACE), 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return '';
    throw error;
  });
  return PLACE_FORM.test(known.trim()) ? known.trim() : undefined;
}

/** The files of a directory that no process has open, by their keys. */
export async function keysOnDisk(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const folders = entries.filter((each) => each.isDirectory() && each.name !== PARTIAL);
  const lists = await Promise.all(folders.map(({ name }) => readdir(join(root, name))));
  return lists.flat();
}

async function ofDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isOfDisk = error instanceof Error && 'syscall' in error;
    throw isOfDisk ? new FilesUnavailableError(messageOf(error), { cause: error }) : error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
