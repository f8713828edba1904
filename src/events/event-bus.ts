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
   * Events from the moment of this call on, also those that come before the first `next()`.
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

declare const eventType: unique symbol;

/** A topic's name, which carries the type of its events. */
export type Topic<E extends BusEvent> = string & { readonly [eventType]?: E };

/** The most different keys that may wait for one slow subscriber. */
export const MAX_WAITING_KEYS = 1024;
