import { randomUUID } from 'node:crypto';
import type { Logger } from '../log.ts';
import type { Redis } from '../redis/redis.ts';
import type { BusEvent, EventBus, Topic } from './event-bus.ts';
import type { EventQueue } from './event-queue.ts';
import { LocalEventBus } from './local-event-bus.ts';
import { RedisEventSender } from './redis-event-sender.ts';

/** How many channels one command subscribes to. */
const CHANNELS_AT_ONCE = 1_000;
/** Only by a ping without an answer does a connection that listens notice that its other end is gone. */
const PING_EVERY_MS = 2_000;

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
      began: (topic) => {
        this.#topics.set(this.#prefix + topic.name, topic);
        void this.#listenTo([this.#prefix + topic.name]);
      },
      ended: (topic) => {
        this.#topics.delete(this.#prefix + topic.name);
        this.#leave(this.#prefix + topic.name);
      },
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

  close(): void {
    clearInterval(this.#ping);
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
    const channels = [...this.#topics.keys()];
    for (let at = 0; at < channels.length; at += CHANNELS_AT_ONCE) {
      void this.#listenTo(channels.slice(at, at + CHANNELS_AT_ONCE));
    }
  };

  async #listenTo(channels: string[]): Promise<void> {
    if (this.#channels.status !== 'ready') return;
    try {
      await this.#channels.subscribe(...channels);
    } catch {
      // The connection broke. The next one will listen to all channels.
      return;
    }
    for (const channel of channels) {
      const topic = this.#topics.get(channel);
      if (topic) this.#local.publish(topic, topic.missed);
    }
  }

  #leave(channel: string): void {
    if (this.#channels.status !== 'ready') return;
    // If this fails, the connection is broken, and listens to nothing any more.
    this.#channels.unsubscribe(channel).catch(() => undefined);
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
