import { UnavailableError } from '../../errors.ts';
import type { MemoryEngine, Partition } from '../engine/memory-engine.ts';
import type { Partitions } from '../partitions/partitions.ts';
import type { MemoryChangeStore } from '../store/memory-change-store.ts';
import { checkPartition, type MemoryCheck, MOST_NAMED, type OnProgress } from './memory-check.ts';

/** Which partitions of this process are meant, and how the work is followed and ended. */
export interface UpkeepOptions {
  /** Undefined: all that there are. */
  readonly ownerId: string | undefined;
  /** Whether a partition of that owner is loaded where there is none. */
  readonly mayLoad: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/** Care for the partitions of this process. */
export interface PartitionUpkeep {
  /**
   * Makes partitions again from the database, one after the other. Meanwhile the old ones are read, and follow it.
   *
   * @returns how many
   * @throws {ConflictError} when one is being made again already
   */
  rebuild(options: UpkeepOptions): Promise<number>;
  /** Compares partitions with the database: see memory-check.ts. */
  check(options: UpkeepOptions): Promise<MemoryCheck>;
}

export function createPartitionUpkeep(deps: {
  store: MemoryChangeStore;
  engine: MemoryEngine;
  partitions: Pick<Partitions, 'bringUp' | 'follow' | 'remake'>;
}): PartitionUpkeep {
  const { store, engine, partitions } = deps;
  return {
    async rebuild({ ownerId, mayLoad, signal, onProgress }) {
      let rebuilt = 0;
      for (const each of ownersOf(engine, ownerId, mayLoad)) {
        signal.throwIfAborted();
        const total = ownerId === undefined ? undefined : Math.max(1, await store.count(ownerId));
        await partitions.remake(each, {
          signal,
          async onPart(memories) {
            if (total === undefined) return;
            await onProgress(Math.min(0.99, memories / total), `${memories} of ${total} memories are in the new index`);
          },
        });
        rebuilt++;
        if (total === undefined) await onProgress(shareOf(rebuilt, engine), `${rebuilt} partitions have been rebuilt`);
      }
      return rebuilt;
    },
    async check({ ownerId, mayLoad, signal, onProgress }) {
      const all = { partitions: 0, checked: 0, different: 0 };
      const differences: MemoryCheck['differences'][number][] = [];
      for (const each of ownersOf(engine, ownerId, mayLoad)) {
        signal.throwIfAborted();
        const isAlone = ownerId !== undefined;
        if (isAlone) await partitions.bringUp(each);
        const follow = () => partitions.follow(each);
        const found = await checkPartition(
          { ownerId: each, store, engine, follow },
          { signal, onProgress: isAlone ? onProgress : async () => undefined },
        );
        if (!engine.partition(each)) {
          // It has made room for others meanwhile: what it lacked then says nothing.
          if (isAlone && found.checked > 0)
            throw new UnavailableError('The partition was dropped meanwhile: ask again.');
          continue;
        }
        all.partitions += found.partitions;
        all.checked += found.checked;
        all.different += found.different;
        differences.push(...found.differences.slice(0, MOST_NAMED - differences.length));
        if (!isAlone) await onProgress(shareOf(all.partitions, engine), `${all.checked} memories have been compared`);
      }
      return { ...all, differences };
    },
  };
}

const OWNERS_IN_PAGE = 500;

/** Whose partitions are meant: one that is dropped meanwhile may be among them. */
function* ownersOf(
  engine: Pick<MemoryEngine, 'partition' | 'partitions'>,
  ownerId: string | undefined,
  mayLoad: boolean,
): Generator<string> {
  if (ownerId !== undefined) {
    if (mayLoad || engine.partition(ownerId)) yield ownerId;
    return;
  }
  let page: Partition[];
  for (let after = ''; ; after = page.at(-1)?.ownerId ?? after) {
    page = engine.partitions({ after, limit: OWNERS_IN_PAGE });
    for (const each of page) yield each.ownerId;
    if (page.length < OWNERS_IN_PAGE) return;
  }
}

function shareOf(done: number, engine: Pick<MemoryEngine, 'stats'>): number {
  return Math.min(1, done / Math.max(1, engine.stats().partitions));
}
