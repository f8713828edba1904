import { describe, expect, it } from 'vitest';
import { type BusEvent, MAX_WAITING_KEYS, type Topic } from '../../src/events/event-bus.ts';
import { EventReader } from '../../src/events/event-reader.ts';
import { LocalEventBus } from '../../src/events/local-event-bus.ts';

interface Counted extends BusEvent {
  readonly count: number;
}
const TOPIC: Topic<Counted> = 'counted';
const open = () => ({ signal: new AbortController().signal });

describe('a subscription', () => {
  it('hears events from its beginning on, also before it is read', async () => {
    const bus = new LocalEventBus();
    bus.publish(TOPIC, { key: 'a', count: 0 });
    const events = bus.subscribe(TOPIC, open());
    bus.publish(TOPIC, { key: 'a', count: 1 });
    expect(await events.next()).toEqual({ done: false, value: { key: 'a', count: 1 } });
  });

  it('keeps the newest event about each thing while it is not read, so that an end is never lost', async () => {
    const bus = new LocalEventBus();
    const events = bus.subscribe(TOPIC, open());
    for (let count = 0; count < 100_000; count++) bus.publish(TOPIC, { key: count % 2 ? 'odd' : 'even', count });
    expect((await events.next()).value).toEqual({ key: 'even', count: 99_998 });
    expect((await events.next()).value).toEqual({ key: 'odd', count: 99_999 });
  });

  it('has a queue of its own: what one reads, another still has', async () => {
    const bus = new LocalEventBus();
    const [one, two] = [bus.subscribe(TOPIC, open()), bus.subscribe(TOPIC, open())];
    bus.publish(TOPIC, { key: 'a', count: 1 });
    expect((await one.next()).value).toEqual({ key: 'a', count: 1 });
    expect((await two.next()).value).toEqual({ key: 'a', count: 1 });
  });

  it('ends with a code that makes the client come again when too much waits for it, and disturbs nobody else', async () => {
    const bus = new LocalEventBus();
    const [slow, other] = [bus.subscribe(TOPIC, open()), bus.subscribe(TOPIC, open())];
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
    const bus = new LocalEventBus();
    const controller = new AbortController();
    const events = bus.subscribe(TOPIC, { signal: controller.signal });
    const waiting = events.next();
    expect(bus.subscriptions).toBe(1);
    controller.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(bus.subscriptions).toBe(0);
  });

  it('ends with the bus', async () => {
    const bus = new LocalEventBus();
    const events = bus.subscribe(TOPIC, open());
    const waiting = events.next();
    bus.close();
    expect((await waiting).done).toBe(true);
    expect(bus.subscriptions).toBe(0);
  });
});

describe('a reader with a time limit', () => {
  it('loses no event that comes after it gave up waiting', async () => {
    const bus = new LocalEventBus();
    const reader = new EventReader(bus.subscribe(TOPIC, open()));
    expect(await reader.nextWithin(1)).toBe('quiet');
    bus.publish(TOPIC, { key: 'a', count: 1 });
    bus.publish(TOPIC, { key: 'b', count: 2 });
    expect(await reader.nextWithin(1_000)).toEqual({ key: 'a', count: 1 });
    expect(await reader.nextWithin(1_000)).toEqual({ key: 'b', count: 2 });
  });
});
