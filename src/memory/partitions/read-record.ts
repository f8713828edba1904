import type { MemoryChange, RecordPoint } from '../engine/memory-engine.ts';
import type { MemoryChangeStore, RecordHead } from '../store/memory-change-store.ts';

/** How far a record was read. */
export interface Cursor {
  /** What was stored up to this number was read as it is now. */
  readonly stored: bigint;
  /** What was deleted up to this number was read, or had never been read before. */
  readonly deleted: bigint;
  /** Where the record stood then. */
  readonly mark: bigint;
}

/** What was read next. */
export interface RecordPart {
  /** In the order of their numbers. */
  readonly changes: readonly MemoryChange[];
  readonly cursor: Cursor;
  readonly head: RecordPoint;
  /** Whether whoever has this and all before has everything that the record had. */
  readonly isWhole: boolean;
}

/** Why a record can't be read on: it is gone; or it is another one than before, or has gone too far since. */
export type Lost = 'gone' | 'other';

/** An owner who has fewer memories is read by one part. */
export const STORED_IN_PART = 2_000;
const DELETED_IN_PART = 10_000;

/** Where whoever has nothing begins: nothing that was deleted before has to be known. */
export function beginningOf({ number, mark }: RecordPoint): Cursor {
  return { stored: 0n, deleted: number, mark };
}

export function cursorAt({ number, mark }: RecordPoint): Cursor {
  return { stored: number, deleted: number, mark };
}

/**
 * Reads the next part of an owner's record.
 *
 * What was deleted is read before what was stored, and both up to where the record stood before: so a memory that is
 * read here and deleted later is deleted by a later part, and a key that was given to another memory has lost the
 * first.
 *
 * @param head where the record stands, if the caller has just read it
 */
export async function readPart(
  store: MemoryChangeStore,
  ownerId: string,
  cursor: Cursor,
  head?: RecordHead,
): Promise<RecordPart | Lost> {
  const now = head ?? (await store.head(ownerId));
  if (!now) return 'gone';
  if (!now.marks.includes(cursor.mark)) return 'other';
  const { number, mark } = now;
  const upTo = { upTo: number };
  const deleted =
    cursor.deleted < number
      ? await store.deleted(ownerId, { after: cursor.deleted, ...upTo, limit: DELETED_IN_PART })
      : [];
  if (!deleted) return 'other';
  const stored =
    cursor.stored < number ? await store.stored(ownerId, { after: cursor.stored, ...upTo, limit: STORED_IN_PART }) : [];
  const reached = {
    stored: endOf(stored, STORED_IN_PART, number),
    deleted: endOf(deleted, DELETED_IN_PART, number),
    mark,
  };
  return {
    changes: [...stored, ...deleted].sort((a, b) => (a.sequence < b.sequence ? -1 : 1)),
    cursor: reached,
    head: { number, mark },
    isWhole: reached.stored === number && reached.deleted === number,
  };
}

/** How far changes go that were read up to a number: where they are as many as could be read, only to the last one. */
function endOf(changes: readonly MemoryChange[], limit: number, upTo: bigint): bigint {
  return changes.length < limit ? upTo : (changes.at(-1)?.sequence ?? upTo);
}
