import { LRUCache } from 'lru-cache';
import type { CacheCounters } from './cache-counters.ts';
import { type ChangeJournal, holds, type JournalReading } from './change-journal.ts';
import type { SharedLoading, Taken } from './shared/shared-loading.ts';

/** Stores what was made from data, and gives it back only while the data is as it was. */
export interface TaggedCache<T extends object> {
  /**
   * Gives what is stored under the key; else loads it, and stores it if it may be kept. Callers that come during a load
   * share it.
   *
   * What belongs to an owner is checked against the journal each time, so that a change that was named before the call
   * is never answered with what was loaded before it.
   *
   * What this process lacks is taken from the others where they share it, and loaded by one of them at a time.
   *
   * What is stored is given at once, without a promise, where the journal answers so.
   */
  getOrLoad(key: string, options: LookupOptions, load: () => Promise<Loaded<T>>): Given<T>;
}

export interface LookupOptions {
  /** Whose data it was made from; undefined for what is everybody's, and is kept for its time. */
  readonly ownerId: string | undefined;
  /** Works out the key under which other processes have it; undefined for what is this process's own. */
  readonly sharedKey?: (() => string) | undefined;
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
  /** Whether another process had loaded it. */
  readonly isOthers: boolean;
  /** Where the journal stood: moved on when it turns out that what changed since was something else. */
  position: number | undefined;
}

/** What gives a value; one from another process with its age. */
type Work<T> = () => Promise<Loaded<T> & Partial<Taken<T>>>;

/**
 * From this share of its time on, an entry that is asked for is loaded again beside, so that nobody waits when its time
 * is over.
 */
export const RENEW_AT = 0.8;
/** What an entry takes besides its value and its key, in bytes, about. */
const ENTRY_COST = 300;
/** What a tag takes, in bytes, about. */
const TAG_COST = 60;

/**
 * Creates a cache in this process, before that of all processes where there is one.
 *
 * @param options.shared the level of all processes; undefined where there is only one
 * @param options.maxBytes bounds keys, values and tags together
 * @param options.bytesOf the size of a value, in bytes
 */
export function createTaggedCache<T extends object>({
  maxBytes,
  bytesOf,
  journal,
  counters,
  shared,
}: {
  readonly maxBytes: number;
  readonly bytesOf: (value: T) => number;
  readonly journal: ChangeJournal;
  readonly counters: CacheCounters;
  readonly shared?: SharedLoading<T> | undefined;
}): TaggedCache<T> {
  const entries = new LRUCache<string, Entry<T>>({
    maxSize: maxBytes,
    sizeCalculation: ({ value, tags }, key) => ENTRY_COST + key.length + bytesOf(value) + TAG_COST * tags.size,
  });
  const load = createLoads(entries, counters);

  /** @param others the work, unless other processes have what comes of it. @default the work */
  async function miss(key: string, position: number | undefined, work: Work<T>, others = work): Promise<Found<T>> {
    let own = false;
    let isOthers = false;
    try {
      const entry = await load(key, position, () => {
        own = true;
        return others();
      });
      isOthers = entry.isOthers;
      if (entry.keepMs > 0) return found(entry, performance.now());
      return forOneCall(own ? entry : await work());
    } finally {
      if (isOthers) counters.hitsInRedis += 1;
      else counters.misses += 1;
    }
  }

  async function loadUnchecked(work: Work<T>): Promise<Found<T>> {
    counters.misses += 1;
    return forOneCall(await work());
  }

  /** Looks where the journal stands and what other processes have in one round trip. */
  async function lookFirst(from: SharedLoading<T>, key: string, options: Shared, work: Work<T>): Promise<Found<T>> {
    const { ownerId } = options;
    const look = await from.look(options.sharedKey(), ownerId);
    if (look) return miss(key, look.position, work, () => look.load(work));
    return ownerId === undefined ? miss(key, undefined, work) : loadUnchecked(work);
  }

  const give = (key: string, { entry, position }: Checked<T>, options: LookupOptions, work: Work<T>): Given<T> => {
    const now = performance.now();
    if (!entry || now >= entry.loadedAt + entry.keepMs) {
      return miss(key, position, work, ofAll(shared, options, work));
    }
    counters.hitsInProcess += 1;
    entry.position = position;
    // Its failure is told to the one who has to load it in the end.
    if (now >= entry.loadedAt + RENEW_AT * entry.keepMs) {
      load(key, position, ofAll(shared, options, work, true)).catch(() => undefined);
    }
    return found(entry, now);
  };

  return {
    getOrLoad(key, options, work) {
      const { ownerId } = options;
      const entry = entries.get(key);
      if (!entry && shared && isShared(options)) return lookFirst(shared, key, options, work);
      if (ownerId === undefined) return give(key, { entry, position: undefined }, options, work);
      const check = (reading: JournalReading | undefined): Given<T> => {
        if (!reading) return loadUnchecked(work);
        const { position, changed } = reading;
        return give(key, { entry: entry && holds(entry, changed) ? entry : undefined, position }, options, work);
      };
      const reading = journal.read(ownerId, entry?.position);
      return reading instanceof Promise ? reading.then(check) : check(reading);
    },
  };
}

type Given<T> = Found<T> | Promise<Found<T>>;

/** What is stored, if it holds, and where the journal stands; of what is everybody's, nobody keeps one. */
interface Checked<T> {
  readonly entry: Entry<T> | undefined;
  readonly position: number | undefined;
}

/** What is loaded is marked with where the journal stood before, so that later changes count against it. */
function createLoads<T extends object>(entries: LRUCache<string, Entry<T>>, counters: CacheCounters) {
  const underway = new Map<string, Promise<Entry<T>>>();
  return (key: string, position: number | undefined, work: Work<T>): Promise<Entry<T>> => {
    // A load that began before a change isn't shared with those who come after it.
    const name = `${position} ${key}`;
    const begun = underway.get(name);
    if (begun) return begun;
    const began = performance.now();
    const loading = work()
      .then(({ value, keepMs, tags, ageMs }) => {
        const loadedAt = ageMs === undefined ? began : performance.now() - ageMs;
        const entry = { value, keepMs, tags, loadedAt, position, isOthers: ageMs !== undefined };
        if (entry.keepMs > 0) entries.set(key, entry);
        counters.entries = entries.size;
        return entry;
      })
      .finally(() => underway.delete(name));
    underway.set(name, loading);
    return loading;
  };
}

/** The work, unless other processes have what comes of it. */
function ofAll<T>(
  shared: SharedLoading<T> | undefined,
  options: LookupOptions,
  work: Work<T>,
  renews = false,
): Work<T> {
  if (!shared || !isShared(options)) return work;
  return async () => {
    const look = await shared.look(options.sharedKey(), options.ownerId, { renews });
    return look ? look.load(work) : work();
  };
}

type Shared = LookupOptions & { readonly sharedKey: () => string };

function isShared(options: LookupOptions): options is Shared {
  return options.sharedKey !== undefined;
}

function found<T>({ value, loadedAt, keepMs }: Entry<T>, now: number): Found<T> {
  const ageMs = now - loadedAt;
  return { value, ageMs, leftMs: keepMs - ageMs };
}

function forOneCall<T>({ value }: Loaded<T>): Found<T> {
  return { value, ageMs: 0, leftMs: 0 };
}
