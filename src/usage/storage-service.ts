import { LRUCache } from 'lru-cache';
import { LexError } from '../errors.ts';
import { ROW_BYTES, type StorageStore } from './storage-store.ts';

/** What a user has stored, and may store. */
export interface Stored {
  readonly bytes: number;
  /** Undefined: there is no limit. */
  readonly limit: number | undefined;
}

/** Bounds what each user may store. */
export interface StorageService {
  /**
   * Tells that a user is about to store these texts. It gives no promise when there is room for certain.
   *
   * @throws {LexError} BUDGET_EXCEEDED when there is no room
   */
  take(ownerId: string, texts: readonly (string | null | undefined)[]): Promise<void> | undefined;
  /** The same for files, or other bytes that aren't texts. */
  takeBytes(ownerId: string, bytes: number): Promise<void> | undefined;
  of(ownerId: string): Promise<Stored>;
  /** How many bytes each of these users has stored, in the order of the ids. */
  bytesOf(ownerIds: readonly string[]): Promise<number[]>;
}

/** How many users' storage is remembered; that of others is measured anew. */
const MOST_USERS = 10_000;
/** After so long it is measured again, in milliseconds: replies, facts and deletions change it too. */
const HOLDS_MS = 3_600_000;
/** Who has no room is measured anew, since something may have been deleted: this often at most, in milliseconds. */
const AGAIN_MS = 5_000;
/**
 * After so much of what was left has been taken, it is measured again. Each process counts for itself, so that a user
 * of many processes may go beyond the limit by what these let in meanwhile.
 */
const SHARE = 1 / 16;

interface Measured {
  readonly bytes: number;
  /** By the clock that only goes on, in milliseconds. */
  readonly at: number;
  taken: number;
}

/** @param deps.limit in bytes; undefined: there is none */
export function createStorageService({
  store,
  limit,
}: {
  readonly store: StorageStore;
  readonly limit: number | undefined;
}): StorageService {
  const known = new LRUCache<string, Measured>({ max: MOST_USERS });
  const underway = new Map<string, Promise<Measured>>();

  function measure(ownerId: string): Promise<Measured> {
    const running = underway.get(ownerId);
    if (running) return running;
    const measuring = store
      .storedBytes([ownerId])
      .then(([bytes = 0]) => {
        const measured = { bytes, at: performance.now(), taken: 0 };
        known.set(ownerId, measured);
        return measured;
      })
      .finally(() => underway.delete(ownerId));
    underway.set(ownerId, measuring);
    return measuring;
  }

  async function takeMeasured(ownerId: string, bytes: number, most: number): Promise<void> {
    const before = known.get(ownerId);
    const isFresh = before !== undefined && performance.now() - before.at < AGAIN_MS;
    const measured = isFresh ? before : await measure(ownerId);
    if (measured.bytes + measured.taken + bytes > most) throw full(most);
    measured.taken += bytes;
  }

  return {
    take(ownerId, texts) {
      if (limit === undefined) return undefined;
      const bytes = texts.reduce((sum, text) => sum + (text ? Buffer.byteLength(text) : 0) + ROW_BYTES, 0);
      return takeBytes(ownerId, bytes);
    },
    takeBytes,
    async of(ownerId) {
      const [bytes = 0] = await store.storedBytes([ownerId]);
      return { bytes, limit };
    },
    bytesOf: store.storedBytes,
  };

  function takeBytes(ownerId: string, bytes: number): Promise<void> | undefined {
    if (limit === undefined) return undefined;
    const measured = known.get(ownerId);
    const isKnown = measured !== undefined && performance.now() - measured.at < HOLDS_MS;
    if (!isKnown || measured.taken + bytes > (limit - measured.bytes) * SHARE) {
      return takeMeasured(ownerId, bytes, limit);
    }
    measured.taken += bytes;
    return undefined;
  }
}

function full(limit: number): LexError {
  const mebibytes = Math.floor(limit / 2 ** 20).toLocaleString('en');
  return new LexError(
    'BUDGET_EXCEEDED',
    `Your ${mebibytes} MiB of storage are full: delete conversations, memories or documents, and try again in ` +
      'some seconds.',
  );
}
