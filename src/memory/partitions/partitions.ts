import { messageOf } from '../../errors.ts';
import type { EventBus } from '../../events/event-bus.ts';
import type { Logger } from '../../log.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import { changedOwners, MEMORY_TOPIC } from '../changes/memory-events.ts';
import type { MemoryEngine } from '../engine/memory-engine.ts';
import type { MemoryChangeStore } from '../store/memory-change-store.ts';
import type { RecordWrite } from '../store/memory-write-store.ts';
import { type Answering, PartitionKeeper } from './partition-keeper.ts';
import { createPartitionRoom } from './partition-room.ts';

/** The partitions that this process holds, each of which follows its owner's record. */
export interface Partitions {
  /**
   * Sees to it that the owner's partition can answer: loads it where there is none, and lets it follow where it was not
   * compared with the record for a while. It waits for that, but not for a large one.
   *
   * @returns what has to answer
   */
  answering(ownerId: string): Promise<Answering>;
  /**
   * The record of an owner was written. Tells the other processes, and lets the partition of this one follow, if it has
   * it. One that can't follow just now tries again when it is next asked.
   *
   * @param write what was written, if the caller has it: then it needn't be read back
   */
  wrote(ownerId: string, write?: RecordWrite): Promise<void>;
  /** Lets an owner's partition follow, or loads it. @throws when that fails */
  bringUp(ownerId: string): Promise<void>;
  /** As `bringUp`, but a partition that isn't there isn't loaded. */
  follow(ownerId: string): Promise<void>;
  /**
   * Makes an owner's partition again, beside the one in use, which is read and follows meanwhile.
   *
   * @throws {ConflictError} when that is under way already
   */
  remake(ownerId: string, options: { signal: AbortSignal; onPart(memories: number): Promise<void> }): Promise<void>;
  /** Forgets what it knows of owners that nobody has asked for lately, and keeps within the room that there is. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

export function createPartitions(deps: {
  store: MemoryChangeStore;
  engine: MemoryEngine;
  mostBytes: number;
  events: EventBus;
  observe?: Metrics['partition'] | undefined;
  log: Logger;
}): Partitions {
  const { engine, mostBytes, observe, events, log } = deps;
  const closing = new AbortController();
  const { signal } = closing;
  const keeper = new PartitionKeeper({
    ...deps,
    signal,
    room: createPartitionRoom({ engine, mostBytes, signal, onDrop: () => observe?.('dropped') }),
  });

  async function listen(): Promise<void> {
    for await (const ownerId of changedOwners(events, signal)) {
      if (ownerId === undefined) keeper.doubtAll();
      else keeper.heard(ownerId);
    }
  }
  const listening = listen().catch((error: unknown) =>
    log.error({ reason: messageOf(error) }, 'changes of memory are no longer heard, and found when memory is asked'),
  );

  return {
    answering: (ownerId) => keeper.answering(ownerId),
    async wrote(ownerId, write) {
      const followed = keeper.wrote(ownerId, write);
      events.publish(MEMORY_TOPIC, { key: ownerId });
      await followed.catch((error: unknown) => {
        log.warn(
          { reason: messageOf(error) },
          'a partition could not follow a write, and tries again when it is asked',
        );
      });
    },
    bringUp: (ownerId) => keeper.bringUp(ownerId),
    follow: (ownerId) => keeper.follow(ownerId),
    remake: (ownerId, options) => keeper.remake(ownerId, options),
    tidy: () => keeper.tidy(),
    async close() {
      closing.abort();
      await listening;
      await keeper.ended();
    },
  };
}
