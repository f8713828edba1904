import { LRUCache } from 'lru-cache';
import type { CacheCounters } from './cache-counters.ts';
import { type ChangeJournal, EVERYTHING, type JournalReading } from './change-journal.ts';

/** Stores what was made from data, and gives it back only while the data is as it was. */
export interface TaggedCache<T extends object> {
  /**
   * Gives what is stored under the key; else loads it, and stores it if it may be kept. Callers that come during a load
   * share it.
   *
   * What belongs to an owner is checked against the journal each time, so that a change that was named before the call
   * is never answered with what was loaded before it.
   *
   * What is stored is given at once, without a promise, where the journal answers so.
   */
  getOrLoad(key: string, options: LookupOptions, load: () => Promise<Loaded<T>>): Found<T> | Promise<Found<T>>;
}

export interface LookupOptions {
  /** Whose data it was made from; undefined for what is everybody's, and is kept for its time. */
  readonly ownerId: string | undefined;
}

export interface Loaded<T> {
  readonly value: T;
  /** How long it may be used from the beginning of the load, in milliseconds. 0: it is not stored, nor shared. */
  readonly keepMs: number;
  /** What it was made from, as changes are named. */
  readonly tags: ReadonlySet<string>;
}

export interface Found<T> {
  readonly value: T;
  /** How long ago it was loaded, in milliseconds; 0 for what was loaded for this call alone. */
  readonly ageMs: number;
  /** How long it may still be used, in milliseconds; 0 for what isn't stored. */
  readonly leftMs: number;
}

interface Entry<T> extends Loaded<T> {
  readonly loadedAt: number;
  /** Where the journal stood: moved on when it turns out that what changed since was something else. */
  position: number | undefined;
}

/**
 * From this share of its time on, an entry that is asked for is loaded again beside, so that nobody waits when its time
 * is over.
 */
const RENEW_AT = 0.8;
/** What an entry takes besides its value and its key, in bytes, about. */
const ENTRY_COST = 300;
/** What a tag takes, in bytes, about. */
const TAG_COST = 60;

/**
 * Creates a cache in this process.
 *
 * @param options.maxBytes bounds keys, values and tags together
 * @param options.bytesOf the size of a value, in bytes
 */
export function createTaggedCache<T extends object>({
  maxBytes,
  bytesOf,
  journal,
  counters,
}: {
  readonly maxBytes: number;
  readonly bytesOf: (value: T) => number;
  readonly journal: ChangeJournal;
  readonly counters: CacheCounters;
}): TaggedCache<T> {
  const entries = new LRUCache<string, Entry<T>>({
    maxSize: maxBytes,
    sizeCalculation: ({ value, tags }, key) => ENTRY_COST + key.length + bytesOf(value) + TAG_COST * tags.size,
  });
  const underway = new Map<string, Promise<Entry<T>>>();

  /** What is loaded is marked with where the journal stood before, so that later changes count against it. */
  const load = (key: string, position: number | undefined, work: () => Promise<Loaded<T>>): Promise<Entry<T>> => {
    // A load that began before a change isn't shared with those who come after it.
    const name = `${position} ${key}`;
    const begun = underway.get(name);
    if (begun) return begun;
    const loadedAt = performance.now();
    const loading = work()
      .then((loaded) => {
        const entry = { ...loaded, loadedAt, position };
        if (entry.keepMs > 0) entries.set(key, entry);
        counters.entries = entries.size;
        return entry;
      })
      .finally(() => underway.delete(name));
    underway.set(name, loading);
    return loading;
  };

  async function miss(key: string, position: number | undefined, work: () => Promise<Loaded<T>>): Promise<Found<T>> {
    counters.misses += 1;
    let own = false;
    const entry = await load(key, position, () => {
      own = true;
      return work();
    });
    if (entry.keepMs > 0) return found(entry, performance.now());
    return forOneCall(own ? entry : await work());
  }

  const give = (
    key: string,
    entry: Entry<T> | undefined,
    position: number | undefined,
    work: () => Promise<Loaded<T>>,
  ): Found<T> | Promise<Found<T>> => {
    const now = performance.now();
    if (!entry || now >= entry.loadedAt + entry.keepMs) return miss(key, position, work);
    counters.hits += 1;
    entry.position = position;
    // Its failure is told to the one who has to load it in the end.
    if (now >= entry.loadedAt + RENEW_AT * entry.keepMs) load(key, position, work).catch(() => undefined);
    return found(entry, now);
  };

  return {
    getOrLoad(key, { ownerId }, work) {
      const entry = entries.get(key);
      if (ownerId === undefined) return give(key, entry, undefined, work);
      const check = (reading: JournalReading | undefined): Found<T> | Promise<Found<T>> => {
        if (!reading) {
          counters.misses += 1;
          return work().then(forOneCall);
        }
        return give(key, entry && holds(entry, reading) ? entry : undefined, reading.position, work);
      };
      const reading = journal.read(ownerId, entry?.position);
      return reading instanceof Promise ? reading.then(check) : check(reading);
    },
  };
}

function found<T>(entry: Entry<T>, now: number): Found<T> {
  const ageMs = now - entry.loadedAt;
  return { value: entry.value, ageMs, leftMs: entry.keepMs - ageMs };
}

function forOneCall<T>({ value }: Loaded<T>): Found<T> {
  return { value, ageMs: 0, leftMs: 0 };
}

function holds<T>({ tags }: Entry<T>, { changed }: JournalReading): boolean {
  return changed?.every((tag) => tag !== EVERYTHING && !tags.has(tag)) ?? false;
}
