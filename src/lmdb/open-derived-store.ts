import { rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { RootDatabase } from 'lmdb';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { DamagedStoreError, openLmdb } from './open-lmdb.ts';
import type { OpenStores } from './open-stores.ts';

/** The store was made by another version of Lex, or for other settings, and is to be made anew. */
export class OutdatedStoreError extends Error {
  override name = 'OutdatedStoreError';
}

/** LMDB's codes for a damaged file: MDB_PAGE_NOTFOUND, MDB_CORRUPTED, MDB_VERSION_MISMATCH, MDB_INVALID. */
const DAMAGE_CODES: ReadonlySet<unknown> = new Set([-30797, -30796, -30794, -30793]);

/**
 * Opens a store whose contents can be made again from the database. A damaged store is moved aside, where an operator
 * can look at it, and an empty one takes its place; one that is outdated goes, with the room that it took on the disk.
 *
 * @param options.create builds the store on the environment, and reads enough of it to find damage, or throws an
 *   {@link OutdatedStoreError}
 * @param options.stores is given the environment, under the last part of its path. @default nobody is
 * @throws {StartError} when the directory can't be written
 */
export async function openDerivedStore<T>(
  path: string,
  { create, stores, log }: { create: (root: RootDatabase) => T; stores?: OpenStores | undefined; log: Logger },
): Promise<T> {
  const make = (root: RootDatabase): T => {
    const store = create(root);
    stores?.add(basename(path), root);
    return store;
  };
  let root: RootDatabase | undefined;
  try {
    root = await openLmdb(path);
    return make(root);
  } catch (error) {
    if (error instanceof OutdatedStoreError) {
      await root?.close();
      // A process that dies in the middle of this leaves no file, or one that is outdated still.
      await rm(path, { recursive: true });
      log.info('a store of another version was removed, and is made again from the database');
      return make(await openLmdb(path));
    }
    if (!isDamage(error)) throw error;
    await root?.close();
    const aside = `${path}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
    await rename(path, aside);
    log.warn(
      { aside, reason: messageOf(error) },
      'a damaged store was moved aside, and is made again from the database',
    );
    return make(await openLmdb(path));
  }
}

function isDamage(error: unknown): boolean {
  if (error instanceof DamagedStoreError) return true;
  return error instanceof Error && 'code' in error && DAMAGE_CODES.has(error.code);
}
