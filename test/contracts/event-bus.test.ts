import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { type BusEvent, type EventBus, MAX_WAITING_KEYS, type Topic } from '../../src/events/event-bus.ts';
import { EventReader } from '../../src/events/event-reader.ts';
import { LocalEventBus } from '../../src/events/local-event-bus.ts';
import { RedisEventBus } from '../../src/events/redis-event-bus.ts';
import { openRedis } from '../../src/redis/redis.ts';
import { ownServer } from '../support/servers/own-server.ts';
import { startRedis, type TestRedis, whyNoRedis } from '../support/servers/start-redis.ts';

const missing = whyNoRedis();
let redis: TestRedis;
beforeAll(async () => {
  if (missing === undefined) redis = await startRedis();
});
afterAll(async () => {
  if (missing === undefined) await redis.close();
});

interface Counted extends BusEvent {
  readonly count: number;
}
const TOPIC: Topic<Counted> = {
  name: 'counted',
  missed: { key: 'missed', count: -1 },
  read: (value) => counted.safeParse(value).data,
};
const counted = z.object({ key: z.string(), count: z.number() });
const unending = () => ({ signal: new AbortController().signal });
const log = pino({ level: 'silent' });

/** A bus of a process of its own; closed when the test has finished. */
async function openRedisBus(): Promise<RedisEventBus> {
  const connections = await openRedis(redis.url, { name: 'lex', log });
  const bus = new RedisEventBus({ ...connections, prefix: 'lex', log });
  onTestFinished(async () => {
    bus.close();
    await connections.close();
  });
  return bus;
}

interface Kind {
  readonly name: string;
  readonly missing: string | undefined;
  open(): Promise<EventBus>;
}
const KINDS: readonly Kind[] = [
  { name: 'of one process', missing: undefined, open: async () => new LocalEventBus() },
  { name: 'over Redis', missing, open: openRedisBus },
];

describe.each(KINDS)('a subscription to a bus $name', ({ missing, open }) => {
  beforeEach(({ skip }) => skip(missing !== undefined, missing));

  it('hears events from its beginning on, also before it is read', async () => {
    const bus = await open();
    bus.publish(TOPIC, { key: 'a', count: 0 });
    const events = bus.subscribe(TOPIC, unending());
    bus.publish(TOPIC, { key: 'a', count: 1 });
    expect(await events.next()).toEqual({ done: false, value: { key: 'a', count: 1 } });
  });

  it('keeps the newest event about each thing while it is not read, so that an end is never lost', async () => {
    const bus = await open();
    const events = bus.subscribe(TOPIC, unending());
    for (let count = 0; count < 100_000; count++) bus.publish(TOPIC, { key: count % 2 ? 'odd' : 'even', count });
    expect((await events.next()).value).toEqual({ key: 'even', count: 99_998 });
    expect((await events.next()).value).toEqual({ key: 'odd', count: 99_999 });
  });

  it('has a queue of its own: what one reads, another still has', async () => {
    const bus = await open();
    const [one, two] = [bus.subscribe(TOPIC, unending()), bus.subscribe(TOPIC, unending())];
    bus.publish(TOPIC, { key: 'a', count: 1 });
    expect((await one.next()).value).toEqual({ key: 'a', count: 1 });
    expect((await two.next()).value).toEqual({ key: 'a', count: 1 });
  });

  it('ends with a code that makes the client come again when too much waits for it; others go on', async () => {
    const bus = await open();
    const [slow, other] = [bus.subscribe(TOPIC, unending()), bus.subscribe(TOPIC, unending())];
    for (let count = 0; count <= MAX_WAITING_KEYS; count++) {
      bus.publish(TOPIC, { key: String(count), count });
      await other.next();
    }
    await expect(slow.next()).rejects.toMatchObject({ code: 'OVERLOADED', retryAfterMs: 1_000 });
    expect(await slow.next()).toEqual({ done: true, value: undefined });
    bus.publish(TOPIC, { key: 'z', count: 1 });
    expect((await other.next()).value).toEqual({ key: 'z', count: 1 });
  });

  it('ends when its signal aborts, also while it is waited for, and is forgotten', async () => {
    const bus = await open();
    const controller = new AbortController();
    const events = bus.subscribe(TOPIC, { signal: controller.signal });
    const waiting = events.next();
    expect(bus.subscriptions).toBe(1);
    controller.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(bus.subscriptions).toBe(0);
  });

  it('ends with the bus', async () => {
    const bus = await open();
    const events = bus.subscribe(TOPIC, unending());
    const waiting = events.next();
    bus.close();
    expect((await waiting).done).toBe(true);
    expect(bus.subscriptions).toBe(0);
  });
});

describe('a reader with a time limit', () => {
  it('loses no event that comes after it gave up waiting', async () => {
    const bus = new LocalEventBus();
    const reader = new EventReader(bus.subscribe(TOPIC, unending()));
    expect(await reader.nextWithin(1)).toBe('quiet');
    bus.publish(TOPIC, { key: 'a', count: 1 });
    bus.publish(TOPIC, { key: 'b', count: 2 });
    expect(await reader.nextWithin(1_000)).toEqual({ key: 'a', count: 1 });
    expect(await reader.nextWithin(1_000)).toEqual({ key: 'b', count: 2 });
  });
});

describe('processes that share a Redis', () => {
  beforeEach(({ skip }) => skip(missing !== undefined, missing));

  /** Subscribes and waits until it is in force, which `missed` tells. */
  async function listening(bus: EventBus, topic = TOPIC) {
    const events = bus.subscribe(topic, unending());
    expect((await events.next()).value).toEqual(topic.missed);
    return events;
  }

  it('hear each other’s events, and their own once', async () => {
    const [one, two] = [await openRedisBus(), await openRedisBus()];
    const [ofOne, ofTwo] = [await listening(one), await listening(two)];
    one.publish(TOPIC, { key: 'a', count: 1 });
    expect((await ofTwo.next()).value).toEqual({ key: 'a', count: 1 });
    two.publish(TOPIC, { key: 'b', count: 2 });
    expect((await ofOne.next()).value).toEqual({ key: 'a', count: 1 });
    expect((await ofOne.next()).value).toEqual({ key: 'b', count: 2 });
  });

  it('tell whoever waits until it listens of nothing missed, and of all that comes then', async () => {
    const [one, two] = [await openRedisBus(), await openRedisBus()];
    const events = await two.listen(TOPIC, unending());
    for (const count of [1, 2]) {
      one.publish(TOPIC, { key: 'a', count });
      expect((await events.next()).value).toEqual({ key: 'a', count });
    }
    // A topic that was left a moment ago is listened to still.
    await events.return?.();
    const again = await two.listen(TOPIC, unending());
    one.publish(TOPIC, { key: 'b', count: 3 });
    expect((await again.next()).value).toEqual({ key: 'b', count: 3 });
  });

  it('subscribe once to a topic, however many listen here, and no longer than somebody does', async () => {
    const bus = await openRedisBus();
    const observer = redis.connect();
    const subscribers = async () => (await observer.pubsub('NUMSUB', 'lex:events:counted'))[1];
    const many = Array.from({ length: 100 }, () => bus.subscribe(TOPIC, unending()));
    await Promise.all(many.map((events) => events.next()));
    expect(await subscribers()).toBe(1);
    for (const events of many) await events.return?.();
    await expect.poll(subscribers).toBe(0);
  });

  it('pass the newest about each thing on, however fast it changes', async () => {
    const [one, two] = [await openRedisBus(), await openRedisBus()];
    const events = await listening(two);
    for (let count = 0; count < 100_000; count++) one.publish(TOPIC, { key: count % 2 ? 'odd' : 'even', count });
    const last = new Map<string, number>();
    while (last.get('odd') !== 99_999 || last.get('even') !== 99_998) {
      const { key, count } = (await events.next()).value;
      expect(count).toBeGreaterThan(last.get(key) ?? -1);
      last.set(key, count);
    }
  });

  it('send no event that is longer than a channel bears, but word that one was missed', async () => {
    const [one, two] = [await openRedisBus(), await openRedisBus()];
    const events = await listening(two);
    one.publish(TOPIC, { key: 'x'.repeat(300_000), count: 1 });
    expect((await events.next()).value).toEqual(TOPIC.missed);
  });

  it('pass over what isn’t an event', async () => {
    const bus = await openRedisBus();
    const events = await listening(bus);
    const stranger = redis.connect();
    for (const text of ['', 'x', '{}', `${'-'.repeat(36)}{"key":1}`, `${'-'.repeat(36)}{`, 'null']) {
      await stranger.publish('lex:events:counted', text);
    }
    await stranger.publish('lex:events:counted', `${'-'.repeat(36)}{"key":"a","count":7}`);
    expect((await events.next()).value).toEqual({ key: 'a', count: 7 });
  });

  it('are told that they may have missed some when the connection was broken, and hear again', async ({ skip }) => {
    const server = ownServer(redis, skip);
    const [one, two] = [await openRedisBus(), await openRedisBus()];
    const events = await listening(two);
    await server.stop();
    one.publish(TOPIC, { key: 'lost', count: 1 });
    await server.start();
    let heard = (await events.next()).value;
    // It waited for Redis, and may come once the other hears again.
    if (heard.key === 'lost') heard = (await events.next()).value;
    expect(heard).toEqual(TOPIC.missed);
    one.publish(TOPIC, { key: 'a', count: 2 });
    while (heard.key !== 'a') heard = (await events.next()).value;
    expect(heard).toEqual({ key: 'a', count: 2 });
  });
});
