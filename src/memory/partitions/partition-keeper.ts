import { LRUCache } from 'lru-cache';
import { ConflictError, messageOf, UnavailableError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import { Turns } from '../../time/turns.ts';
import { within } from '../../time/within.ts';
import type { MemoryEngine } from '../engine/memory-engine.ts';
import type { MemoryChangeStore } from '../store/memory-change-store.ts';
import type { RecordWrite } from '../store/memory-write-store.ts';
import { followRecord, loadRecord, reloadRecord } from './bring-up.ts';
import { OwnerState } from './owner-state.ts';
import type { PartitionRoom } from './partition-room.ts';

/**
 * A partition that was compared with its record so long ago is compared before it answers, in case an event was lost.
 */
const FRESH_MS = 3_000;
/** A recall waits no longer than this for a partition, in milliseconds. */
const WAIT_MS = 2_000;
/** For so long the state of an owner is kept whom nobody asks for. */
const FORGOTTEN_AFTER_MS = 60_000;
/** Loads take the processor: more at once would make each of them late. */
const LOADS_AT_ONCE = 2;
/** How long a partition that could not be loaded isn't tried again, and one for which there is no room. */
const FAILED_MS = 5_000;
const NO_ROOM_MS = 10 * 60_000;
/** A load begins anew when the record has gone too far meanwhile; so often. */
const LOAD_TRIES = 3;

/** What answers a recall: the partition, or the record meanwhile; nothing where nothing was ever remembered. */
export type Answering = 'partition' | 'record' | 'nothing';

/** Loads partitions, lets them follow, and knows how new each is: see {@link Partitions}. */
export class PartitionKeeper {
  readonly #deps;
  readonly #states = new Map<string, OwnerState>();
  readonly #loads = new Turns(LOADS_AT_ONCE);
  /** Owners whose partitions can't be loaded for a while. */
  readonly #refused = new LRUCache<string, true>({ max: 10_000, ttl: FAILED_MS });
  readonly #remaking = new Set<string>();

  constructor(deps: {
    store: MemoryChangeStore;
    engine: MemoryEngine;
    room: PartitionRoom;
    observe?: Metrics['partition'] | undefined;
    signal: AbortSignal;
    log: Logger;
  }) {
    this.#deps = deps;
  }

  async answering(ownerId: string): Promise<Answering> {
    const state = this.#stateOf(ownerId);
    // What is changed from now on needn't be in the answer: else who writes all the time would keep it from coming.
    const { changedAt } = state;
    const ready = this.#ready(ownerId, state, changedAt);
    if (ready) return ready;
    if (state.isLarge || this.#refused.has(ownerId)) return 'record';
    const work = this.bringUp(ownerId, changedAt);
    this.inBackground(work);
    await within(WAIT_MS, state.untilLarge(work), { late: () => undefined });
    return this.#ready(ownerId, state, changedAt) ?? 'record';
  }

  async wrote(ownerId: string, write: RecordWrite | undefined): Promise<void> {
    const state = this.#stateOf(ownerId);
    const began = performance.now();
    state.changedAt = began;
    const { engine } = this.#deps;
    if (!engine.partition(ownerId)) return;
    // The run that is under way may bring the partition to where these changes begin.
    await within(WAIT_MS, state.runs.settled(), { late: () => undefined });
    const mark = engine.partition(ownerId)?.mark;
    if (state.runs.isBusy || !write || mark === undefined || mark !== write.previous) {
      await within(WAIT_MS, this.follow(ownerId), { late: () => undefined });
      return;
    }
    await state.runs.begin(async () => {
      const { changes, upTo } = write;
      if (await engine.apply(ownerId, changes, { from: mark, upTo })) {
        state.checkedAt = Math.max(began, state.checkedAt);
      }
    });
    await this.#deps.room.make();
  }

  /**
   * The record of an owner was changed, perhaps by another process. What is asked from now on is answered with it, also
   * while a partition is being loaded, or where there was no record before.
   */
  heard(ownerId: string): void {
    const state = this.#states.get(ownerId);
    if (state) state.changedAt = performance.now();
    if (state?.runs.isBusy || this.#deps.engine.partition(ownerId)) this.inBackground(this.follow(ownerId));
  }

  /** @param since what was changed after this moment needn't be in it. @default what is changed until now is in it */
  bringUp(ownerId: string, since?: number): Promise<void> {
    const state = this.#stateOf(ownerId);
    return state.runs.share(() => this.#bringUp(ownerId, state), since);
  }

  follow(ownerId: string): Promise<void> {
    const state = this.#stateOf(ownerId);
    return state.runs.share(async () => {
      if (this.#deps.engine.partition(ownerId)) await this.#bringUp(ownerId, state);
    });
  }

  async remake(
    ownerId: string,
    { signal, onPart }: { signal: AbortSignal; onPart(memories: number): Promise<void> },
  ): Promise<void> {
    if (this.#remaking.has(ownerId)) {
      throw new ConflictError('These memories are being rebuilt already: wait until that is done.');
    }
    this.#remaking.add(ownerId);
    try {
      const state = this.#stateOf(ownerId);
      const deps = { ...this.#deps, signal: AbortSignal.any([signal, this.#deps.signal]) };
      const lastly = (work: () => Promise<void>) => state.runs.queue(work);
      for (let tries = 1; ; tries++) {
        const outcome = await reloadRecord(deps, ownerId, { onPart, lastly });
        if (outcome === 'gone') await this.#deps.engine.drop(ownerId);
        if (outcome !== 'other') break;
        if (tries >= LOAD_TRIES) throw new ConflictError('These memories are changed all the time: try again later.');
      }
      this.#deps.observe?.('remade');
    } finally {
      this.#remaking.delete(ownerId);
      await this.#deps.engine.tidy(this.#deps.signal);
    }
  }

  /** Events were missed: whatever is asked next is compared with its record before. */
  doubtAll(): void {
    // Not by `checkedAt`: a comparison that is under way would set it to when it began.
    const now = performance.now();
    for (const state of this.#states.values()) state.changedAt = now;
  }

  inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (this.#deps.signal.aborted) return;
      this.#deps.log.warn({ reason: messageOf(error) }, 'memories could not be brought up to the database');
    });
  }

  async tidy(): Promise<void> {
    const longAgo = performance.now() - FORGOTTEN_AFTER_MS;
    for (const [ownerId, { runs, checkedAt, changedAt }] of this.#states) {
      if (!runs.isBusy && checkedAt < longAgo && changedAt < longAgo) this.#states.delete(ownerId);
    }
    await this.#deps.engine.tidy(this.#deps.signal);
    await this.#deps.room.make();
  }

  async ended(): Promise<void> {
    await Promise.all([...this.#states.values()].map(({ runs }) => runs.ended()));
  }

  #ready(ownerId: string, state: OwnerState, changedAt: number): Answering | undefined {
    if (!state.isFresh(FRESH_MS, changedAt)) return undefined;
    if (this.#deps.engine.partition(ownerId)) return 'partition';
    return state.isEmpty ? 'nothing' : undefined;
  }

  async #bringUp(ownerId: string, state: OwnerState): Promise<void> {
    try {
      await this.#bringUpOnce(ownerId, state);
    } finally {
      state.isLarge = false;
    }
  }

  async #bringUpOnce(ownerId: string, state: OwnerState): Promise<void> {
    const { engine, log, observe } = this.#deps;
    const began = performance.now();
    const partition = engine.partition(ownerId);
    const onPart = async () => state.foundLarge();
    let outcome = partition && (await followRecord(this.#deps, partition, { onPart }));
    if (outcome === 'gone' || outcome === 'other') {
      // Whatever it says may never have been remembered.
      await engine.drop(ownerId);
      if (outcome === 'other') {
        log.info({ ownerId }, 'the memories of an owner follow another record, or fell far behind: they are read anew');
        observe?.('remade');
      }
    }
    if (outcome === undefined || outcome === 'other') {
      try {
        outcome = await this.#loads.take(() => this.#load(ownerId, state));
      } catch (error) {
        if (!this.#refused.has(ownerId)) this.#refused.set(ownerId, true);
        throw error;
      }
    }
    state.isEmpty = outcome === 'gone';
    if (outcome === 'current' || outcome === 'gone') state.checkedAt = began;
    await this.#deps.room.make();
  }

  async #load(ownerId: string, state: OwnerState): Promise<'current' | 'gone'> {
    const { room, engine, signal, observe } = this.#deps;
    signal.throwIfAborted();
    const onPart = async () => {
      state.foundLarge();
      if (await room.make(ownerId)) return;
      this.#refused.set(ownerId, true, { ttl: NO_ROOM_MS });
      throw new NoRoomError();
    };
    for (let tries = 1; ; tries++) {
      try {
        const outcome = await loadRecord(this.#deps, ownerId, { onPart });
        if (outcome === 'current') observe?.('loaded');
        if (outcome !== 'other') return outcome;
      } catch (error) {
        // What was loaded so far takes the room of others.
        await engine.tidy(signal).catch(() => undefined);
        throw error;
      }
      if (tries >= LOAD_TRIES) throw new Error('An owner’s memories change faster than they can be read.');
    }
  }

  #stateOf(ownerId: string): OwnerState {
    let state = this.#states.get(ownerId);
    if (!state) {
      state = new OwnerState();
      this.#states.set(ownerId, state);
    }
    return state;
  }
}

/** An owner has more memories than the disk may hold: they are answered from the database. */
class NoRoomError extends UnavailableError {
  constructor() {
    super('LEX_MEMORY_DISK_MB has no room for the memories of this user: they are recalled from the database.');
  }
}
