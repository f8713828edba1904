import { type MemoryEngine, NO_MARK, type Partition, type PartitionLoad } from '../engine/memory-engine.ts';
import type { MemoryChangeStore } from '../store/memory-change-store.ts';
import { beginningOf, type Cursor, cursorAt, type Lost, readPart } from './read-record.ts';

interface Deps {
  readonly store: MemoryChangeStore;
  readonly engine: MemoryEngine;
  /** Ends the work, with the signal's reason, between two parts. */
  readonly signal: AbortSignal;
}

/** What is told, and asked, between two parts. */
interface PartOptions {
  /** @param changes how many were applied so far. What it throws ends the work. */
  onPart(changes: number): Promise<void>;
}

/**
 * Applies to a partition what its owner's record has more. A process that dies in the middle of several parts leaves a
 * partition at no mark, which is made again.
 *
 * @returns `dropped` when there is no such partition any more
 */
export async function followRecord(
  { store, engine, signal }: Deps,
  { ownerId, ...point }: Partition,
  { onPart }: PartOptions,
): Promise<'current' | 'dropped' | Lost> {
  let from = point.mark;
  let changes = 0;
  for (let cursor = cursorAt(point); ; ) {
    const part = await readPart(store, ownerId, cursor);
    if (typeof part === 'string') return part;
    const { head, isWhole } = part;
    if (head.mark === from && isWhole) return 'current';
    cursor = part.cursor;
    // biome-ignore lint/complexity/useMathMinMax: these are BigInts, which Math does not take
    const number = cursor.stored < cursor.deleted ? cursor.stored : cursor.deleted;
    const upTo = isWhole ? head : { number, mark: NO_MARK };
    if (!(await engine.apply(ownerId, part.changes, { from, upTo }))) return 'dropped';
    if (isWhole) return 'current';
    from = NO_MARK;
    changes += part.changes.length;
    await onPart(changes);
    signal.throwIfAborted();
  }
}

/** Makes a partition of an owner's record, and puts it to use. */
export async function loadRecord(deps: Deps, ownerId: string, { onPart }: PartOptions): Promise<'current' | Lost> {
  const head = await deps.store.head(ownerId);
  if (!head) return 'gone';
  const load = deps.engine.load(ownerId);
  try {
    return await finishLoad(deps, load, ownerId, { cursor: beginningOf(head), head, onPart });
  } finally {
    load.discard();
  }
}

/**
 * As {@link loadRecord}, while another partition of the owner is in use and follows the record.
 *
 * @param options.lastly runs what is given to it while nothing else follows the record: what remains to be read then,
 *   and the change of the partition in use
 */
export async function reloadRecord(
  deps: Deps,
  ownerId: string,
  { onPart, lastly }: PartOptions & { lastly(work: () => Promise<void>): Promise<void> },
): Promise<'current' | Lost> {
  const head = await deps.store.head(ownerId);
  if (!head) return 'gone';
  const load = deps.engine.load(ownerId);
  try {
    let cursor = beginningOf(head);
    for (let memories = 0, isWhole = false; !isWhole; ) {
      const part = await readPart(deps.store, ownerId, cursor);
      if (typeof part === 'string') return part;
      await load.apply(part.changes);
      memories += part.changes.length;
      await onPart(memories);
      deps.signal.throwIfAborted();
      ({ cursor, isWhole } = part);
    }
    let outcome: 'current' | Lost = 'other';
    await lastly(async () => {
      outcome = await finishLoad(deps, load, ownerId, { cursor, onPart: async () => undefined });
    });
    return outcome;
  } finally {
    load.discard();
  }
}

/** Reads what a load lacks, and puts it to use with the last part of that. */
async function finishLoad(
  { store, signal }: Deps,
  load: PartitionLoad,
  ownerId: string,
  {
    cursor: from,
    head,
    onPart,
  }: PartOptions & { cursor: Cursor; head?: Awaited<ReturnType<MemoryChangeStore['head']>> },
): Promise<'current' | Lost> {
  let memories = 0;
  for (let cursor = from, known = head; ; known = undefined) {
    const part = await readPart(store, ownerId, cursor, known);
    if (typeof part === 'string') return part;
    if (part.isWhole) {
      await load.use(part.changes, part.head);
      return 'current';
    }
    await load.apply(part.changes);
    memories += part.changes.length;
    await onPart(memories);
    signal.throwIfAborted();
    cursor = part.cursor;
  }
}
