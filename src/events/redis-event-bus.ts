import { randomUUID } from 'node:crypto';
import type { Logger } from '../log.ts';
import type { Redis } from '../redis/redis.ts';
import { within } from '../time/within.ts';
import type { BusEvent, EventBus, Topic } from './event-bus.ts';
import type { EventQueue } from './event-queue.ts';
import { LocalEventBus } from './local-event-bus.ts';
import { RedisEventSender } from './redis-event-sender.ts';

/** How many channels one command subscribes to. */
const CHANNELS_AT_ONCE = 1_000;
/** Only by a ping without an answer does a connection that listens notice that its other end is gone. */
const PING_EVERY_MS = 2_000;
/** How long a subscriber waits until Redis has answered that it listens. */
const LISTEN_MS = 500;
/** How long channels that nobody listens to any more are kept, to be left with others by one command. */
const LEAVE_AFTER_MS = 500;

/** An event as another command may carry it to the other processes. */
export interface AddressedEvent {
  readonly channel: string;
  readonly message: string;
  /** Gives the event to the subscribers of this process. */
  deliver(): void;
}

/**
 * Carries events between the processes that share a Redis.
 *
 * Subscribers in the publisher's own process get an event at once, whatever Redis does. Each other process gets it over
 * one connection, which listens to the channels that have subscribers in that process. For events that were published
 * while the connection was broken, or before it began to listen, its subscribers get `missed`.
 */
export class RedisEventBus implements EventBus {
  readonly #local: LocalEventBus;
  readonly #channels: Redis;
  readonly #sender: RedisEventSender;
  readonly #log: Logger;
  readonly #topics = new Map<string, Topic<BusEvent>>();
  /** Channels that are being subscribed to, until Redis has answered. */
  readonly #subscribing = new Map<string, Promise<void>>();
  /** Channels that this connection is subscribed to. */
  readonly #heard = new Set<string>();
  /** Those of them that nobody listens to any more. */
  readonly #leaving = new Set<string>();
  #leaveTimer: NodeJS.Timeout | undefined;
  /** Marks the events of this process, which has delivered them already when they come back from Redis. */
  readonly #origin = randomUUID();
  readonly #ping: NodeJS.Timeout;
  readonly #prefix: string;

  /** @param prefix what the channels' names begin with */
  constructor(options: { requests: Redis; channels: Redis; prefix: string; log: Logger }) {
    const { requests, channels, prefix, log } = options;
    this.#prefix = `${prefix}:events:`;
    this.#channels = channels;
    this.#log = log;
    this.#sender = new RedisEventSender(requests, this.#origin);
    this.#local = new LocalEventBus({
      began: (topic) => this.#begin(this.#prefix + topic.name, topic),
      ended: (topic) => this.#end(this.#prefix + topic.name),
    });
    channels.on('message', this.#onMessage);
    channels.on('ready', this.#onReady);
    this.#ping = setInterval(() => this.#tellAlive(), PING_EVERY_MS);
    this.#ping.unref();
  }

  get subscriptions(): number {
    return this.#local.subscriptions;
  }

  publish<E extends BusEvent>(topic: Topic<E>, event: E): void {
    this.#local.publish(topic, event);
    this.#sender.send(this.#prefix + topic.name, event, topic.missed);
  }

  subscribe<E extends BusEvent>(topic: Topic<E>, options: { readonly signal: AbortSignal }): EventQueue<E> {
    return this.#local.subscribe(topic, options);
  }

  async listen<E extends BusEvent>(topic: Topic<E>, options: { readonly signal: AbortSignal }): Promise<EventQueue<E>> {
    const channel = this.#prefix + topic.name;
    const events = this.#local.subscribe(topic, options);
    // Also where it is heard already: its first subscriber is about to be told that it may have missed something.
    await within(LISTEN_MS, this.#subscribing.get(channel) ?? Promise.resolve(), { late: () => undefined });
    // What came until now is in what the caller reads next.
    if (this.#heard.has(channel)) events.clear();
    return events;
  }

  /** An event for a command that brings it to the other processes instead of `publish`. */
  address<E extends BusEvent>(topic: Topic<E>, event: E): AddressedEvent {
    return {
      channel: this.#prefix + topic.name,
      message: this.#sender.messageOf(event, topic.missed),
      deliver: () => this.#local.publish(topic, event),
    };
  }

  close(): void {
    clearInterval(this.#ping);
    clearTimeout(this.#leaveTimer);
    this.#channels.off('message', this.#onMessage);
    this.#channels.off('ready', this.#onReady);
    this.#local.close();
    this.#sender.close();
  }

  readonly #onMessage = (channel: string, message: string): void => {
    if (message.startsWith(this.#origin)) return;
    const topic = this.#topics.get(channel);
    if (!topic) return;
    const event = topic.read(parsed(message.slice(this.#origin.length)));
    if (event) this.#local.publish(topic, event);
    else this.#log.warn({ channel }, 'another process sent an event that is none');
  };

  /** A new connection listens to no channel, so that all are subscribed to again. */
  readonly #onReady = (): void => {
    this.#heard.clear();
    this.#leaving.clear();
    const channels = [...this.#topics.keys()];
    for (let at = 0; at < channels.length; at += CHANNELS_AT_ONCE) {
      void this.#listenTo(channels.slice(at, at + CHANNELS_AT_ONCE));
    }
  };

  #begin(channel: string, topic: Topic<BusEvent>): void {
    this.#topics.set(channel, topic);
    if (!this.#leaving.delete(channel)) void this.#listenTo([channel]);
    else if (this.#heard.has(channel)) queueMicrotask(() => this.#local.publish(topic, topic.missed));
  }

  #end(channel: string): void {
    this.#topics.delete(channel);
    this.#leaving.add(channel);
    this.#leaveTimer ??= setTimeout(() => this.#leave(), LEAVE_AFTER_MS).unref();
  }

  async #listenTo(channels: string[]): Promise<void> {
    const subscribing = this.#subscribe(channels);
    for (const channel of channels) this.#subscribing.set(channel, subscribing);
    await subscribing;
    for (const channel of channels) {
      if (this.#subscribing.get(channel) === subscribing) this.#subscribing.delete(channel);
    }
  }

  async #subscribe(channels: string[]): Promise<void> {
    if (this.#channels.status !== 'ready') return;
    try {
      await this.#channels.subscribe(...channels);
    } catch {
      // The connection broke. The next one will listen to all channels.
      return;
    }
    for (const channel of channels) {
      this.#heard.add(channel);
      const topic = this.#topics.get(channel);
      if (topic) this.#local.publish(topic, topic.missed);
    }
  }

  #leave(): void {
    this.#leaveTimer = undefined;
    const channels = [...this.#leaving];
    this.#leaving.clear();
    for (const channel of channels) this.#heard.delete(channel);
    if (this.#channels.status !== 'ready') return;
    for (let at = 0; at < channels.length; at += CHANNELS_AT_ONCE) {
      // If this fails, the connection is broken, and listens to nothing any more.
      this.#channels.unsubscribe(...channels.slice(at, at + CHANNELS_AT_ONCE)).catch(() => undefined);
    }
  }

  #tellAlive(): void {
    // When the answer stays away, the connection's time-out ends it.
    if (this.#channels.status === 'ready') this.#channels.ping().catch(() => undefined);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
