/** Something that happened. Facts about the same `key` replace each other while a subscriber is slow. */
export interface BusEvent {
  /** What it is about, within its topic: of several undelivered events with one key only the newest is kept. */
  readonly key: string;
}

/**
 * Tells whoever is listening that something changed. An event is a hint: the record is the truth,
 * so a subscriber that missed some reads the record again and has lost nothing.
 */
export interface EventBus {
  /** Never waits and never throws: a subscriber's failure isn't the publisher's. */
  publish<E extends BusEvent>(topic: Topic<E>, event: E): void;
  /**
   * Events from the moment of this call on, also those that come before the first `next()`. When some may have passed
   * it by, since they come from another process that was out of reach, it gets the topic's `missed` in their place.
   *
   * Each subscriber has its own queue, which keeps the newest event for each key. An event that would be the
   * {@link MAX_WAITING_KEYS}th with another key ends the iteration with an OVERLOADED error, which tells the client
   * to subscribe again. The iteration ends quietly when the signal aborts or the bus is closed.
   */
  subscribe<E extends BusEvent>(topic: Topic<E>, options: { readonly signal: AbortSignal }): AsyncIterableIterator<E>;
  /** How many subscriptions are open. */
  readonly subscriptions: number;
  close(): void;
}

/** What events are about, and what they look like. */
export interface Topic<E extends BusEvent> {
  readonly name: string;
  /** Stands for events that were missed: whoever gets it reads the record again. */
  readonly missed: E;
  /** Makes an event of what another process sent as JSON; undefined when it isn't one. */
  readonly read: (value: unknown) => E | undefined;
}

/** A topic whose events say nothing but what they are about. `missed` has a key of its own, unless one is given. */
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
