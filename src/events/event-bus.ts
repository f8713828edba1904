/** Something that happened. */
export interface BusEvent {
  /** What it is about, within its topic. Of several undelivered events with one key, only the newest is delivered. */
  readonly key: string;
}

/**
 * Tells subscribers that something changed.
 *
 * An event is a hint, and the database is the truth: a subscriber that missed events reads the database again, and has
 * lost nothing.
 */
export interface EventBus {
  /** Never waits and never throws: the failure of a subscriber is not the publisher's. */
  publish<E extends BusEvent>(topic: Topic<E>, event: E): void;
  /**
   * Iterates over events from this call on, including those that come before the first `next()`. After a time in which
   * events of other processes could not arrive, the subscriber gets the topic's `missed` in their place.
   *
   * Each subscriber has its own queue, which holds the newest event of each key. When events of more than
   * {@link MAX_WAITING_KEYS} keys wait in it, the iteration ends with an OVERLOADED error, which tells the client to
   * subscribe again. It ends without an error when the signal aborts or the bus is closed.
   */
  subscribe<E extends BusEvent>(topic: Topic<E>, options: { readonly signal: AbortSignal }): AsyncIterableIterator<E>;
  /**
   * As `subscribe`, for a caller that reads what there is as soon as this resolves: events of other processes arrive
   * from then on, so that no `missed` has to tell of those before. It waits a moment at most. Where they don't arrive
   * yet, `missed` comes when they do.
   */
  listen<E extends BusEvent>(
    topic: Topic<E>,
    options: { readonly signal: AbortSignal },
  ): Promise<AsyncIterableIterator<E>>;
  /** How many subscriptions are open. */
  readonly subscriptions: number;
  close(): void;
}

/** A name under which events of one form are published. */
export interface Topic<E extends BusEvent> {
  readonly name: string;
  /** Stands for events that were missed: a subscriber that gets it reads the database again. */
  readonly missed: E;
  /** Reads the JSON that another process sent; returns undefined when it isn't an event of this topic. */
  readonly read: (value: unknown) => E | undefined;
}

/**
 * A topic whose events carry only their key.
 *
 * @param missedKey the key of the topic's `missed`. @default a key that no event has
 */
export function hintTopic(name: string, missedKey = ''): Topic<BusEvent> {
  return {
    name,
    missed: { key: missedKey },
    read: (value) =>
      typeof value === 'object' && value !== null && 'key' in value && typeof value.key === 'string'
        ? { key: value.key }
        : undefined,
  };
}

/** The most different keys that may wait for one slow subscriber. */
export const MAX_WAITING_KEYS = 1024;
