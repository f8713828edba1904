import type { MemoryEngine } from '../engine/memory-engine.ts';
import { SerialRuns } from './serial-runs.ts';

/** Keeps what the engine holds within its bytes on the disk. */
export interface PartitionRoom {
  /**
   * Drops the partitions that were used longest ago until there is room, if there is none.
   *
   * @param keep the owner of a partition that is being loaded: one that is in use meanwhile isn't dropped
   * @returns false when even without the others there is none
   */
  make(keep?: string): Promise<boolean>;
}

/**
 * From so much of the bytes on partitions are dropped: what a transaction writes before it frees anything needs room.
 */
const FULL = 0.85;
/** Until so much is left, so that it isn't done for each load. */
const EASED = 0.7;
const DROPPED_AT_ONCE = 32;

/** @param onDrop told of each partition that goes */
export function createPartitionRoom({
  engine,
  mostBytes,
  onDrop,
  signal,
}: {
  engine: MemoryEngine;
  mostBytes: number;
  onDrop: (ownerId: string) => void;
  signal: AbortSignal;
}): PartitionRoom {
  const runs = new SerialRuns();
  const isAbove = (share: number) => engine.stats().usedBytes > mostBytes * share;

  async function drop(keep: string | undefined): Promise<void> {
    while (isAbove(EASED) && !signal.aborted) {
      const owners = engine.leastUsed(DROPPED_AT_ONCE).filter((ownerId) => ownerId !== keep);
      if (owners.length === 0) return;
      for (const ownerId of owners) {
        if (!isAbove(EASED) || signal.aborted) return;
        await engine.drop(ownerId);
        onDrop(ownerId);
        await engine.tidy(signal);
      }
    }
  }

  return {
    async make(keep) {
      if (!isAbove(FULL)) return true;
      await runs.queue(async () => {
        await engine.tidy(signal);
        if (isAbove(FULL)) await drop(keep);
      });
      return !isAbove(FULL);
    },
  };
}
